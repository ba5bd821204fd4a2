using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Graph;

public class GraphVerifierTests
{
    private readonly FunctionBuilder _f = new();

    [Fact]
    public void A_sound_graph_passes() => GraphVerifier.Verify(SmallModel.Build());

    [Fact]
    public void A_value_must_be_computed_before_it_is_read()
    {
        var x = _f.Input("x", Float(B));
        var main = _f.Build("Main", _f.Add(new Exp(), x));
        Refusal(Model(null, With(main, nodes: main.Nodes.Reverse().ToList())))
            .ShouldBe("Main: node 0 (exp) reads a value that no node before it computes");
    }

    [Fact]
    public void A_parameter_must_be_declared()
    {
        var main = _f.Build("Main", _f.Parameter("weight", 3));
        Refusal(Model(null, With(main, parameters: []))).ShouldBe("Main: node 0 (parameter) reads the parameter 'weight', which is not declared");
    }

    [Fact]
    public void A_parameter_has_one_type()
    {
        _f.Parameter("weight", 3);
        var main = _f.Build("Main", _f.Add(new LoadParameter("weight", Float(4))));
        Refusal(Model(null, main)).ShouldBe("Main: node 1 (parameter) reads 'weight' as float[4], but it is declared as float[3]");
    }

    [Fact]
    public void A_callee_stands_before_its_caller()
    {
        var callee = SmallModel.Linear();
        var main = _f.Build("Main", _f.Call(callee, "", _f.Input("x", Float(B, T, 8)))[0]);
        Refusal(Model(null, main)).ShouldBe("Main: node 1 (call) calls Linear, which does not stand before its caller");
    }

    [Fact]
    public void A_result_is_computed_in_the_function() =>
        Refusal(Model(null, _f.Build("Main", SmallModel.Linear().Results[0]))).ShouldBe("Main: a result is not computed in the function");

    [Fact]
    public void Two_instances_do_not_share_a_path_by_accident()
    {
        var other = new FunctionBuilder();
        var block = other.Build("Block", other.Parameter("weight", 4));
        var main = _f.Build("Main", _f.Parameter("b.weight", 3), _f.Call(block, "b")[0]);
        Refusal(Model(null, block, main)).ShouldBe("'b.weight' is declared in two ways: float[3] and float[4]");
    }

    [Fact]
    public void A_state_belongs_to_one_node()
    {
        var x = _f.Input("x", Float(B, T));
        var main = _f.Build("Main", _f.Add(new History(1, "x"), x), _f.Add(new History(1, "x"), _f.Add(new Exp(), x)));
        Refusal(Model("T", main)).ShouldBe("two nodes keep the state 'x'");
    }

    [Fact]
    public void Ports_are_the_main_functions_signature()
    {
        var graph = Model(null, _f.Build("Main", _f.Input("x", Float(B))));
        var other = new FunctionBuilder();
        Refusal(graph.With([other.Build("Main", other.Input("x", Float(T)))])).ShouldBe("Main: the input 'x' is float[B], but the function has float[T]");
    }

    private static string Refusal(ModelGraph graph) => Should.Throw<GraphException>(() => GraphVerifier.Verify(graph)).Message;

    private static Function With(Function f, IReadOnlyList<Node>? nodes = null, IReadOnlyList<Parameter>? parameters = null) => new()
    {
        Name = f.Name, Arguments = f.Arguments, Nodes = nodes ?? f.Nodes, Results = f.Results, Parameters = parameters ?? f.Parameters,
    };
}
