using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class InlineTests
{
    [Fact]
    public void Small_functions_disappear_and_their_paths_get_the_instance()
    {
        var before = SmallModel.Build();
        var after = Inline.Run(before);

        after.ShouldMeanTheSameAs(before);
        after.Functions.Select(f => f.Name).ShouldBe(["Layers", "Main"]);
        after.Functions[0].Parameters.Select(p => p.Path).ShouldBe(["norm.weight", "q.weight", "k.weight", "v.weight", "o.weight"]);
        after.AllStates().Select(s => s.Path).ShouldBe(["layers.0.k", "layers.0.v", "layers.1.k", "layers.1.v"]);
    }

    [Fact]
    public void The_callers_name_wins_over_the_callees()
    {
        var layer = Inline.Run(SmallModel.Build()).Functions[0];
        layer.Nodes.SelectMany(n => n.Results).Select(v => v.Name).ShouldContain("q");
    }

    [Theory]
    [InlineData("mlp", 20, true)]
    [InlineData("mlp", 80, false)]
    [InlineData("layers.0", 20, false)]
    [InlineData("heads.0", 3, true)]
    public void Size_decides_and_turns_of_a_loop_count_more(string path, int nodes, bool inlined)
    {
        var body = new FunctionBuilder();
        var y = body.Input("x", Float(B));
        for (var i = 0; i < nodes; i++)
            y = body.Add(new Sin(), y);
        var function = body.Build("Body", y);
        var f = new FunctionBuilder();
        var graph = Model(null, function, f.Build("Main", f.Call(function, path, f.Input("x", Float(B)))[0]));

        Inline.Run(graph).Functions.Count.ShouldBe(inlined ? 1 : 2);
    }

    [Fact]
    public void Functions_that_return_an_argument_give_it_back()
    {
        var body = new FunctionBuilder();
        var (a, b) = (body.Input("a", Float(B)), body.Input("b", Float(B)));
        var swap = body.Build("swap", b, a);
        var f = new FunctionBuilder();
        var (x, y) = (f.Input("x", Float(B)), f.Input("y", Float(B)));
        var swapped = f.Call(swap, "", x, y);
        var before = Model(null, swap, f.Build("Main", f.Add(new Sub(), swapped[0], swapped[1])));

        var after = Inline.Run(before);

        after.ShouldMeanTheSameAs(before);
        after.Main.Body().ShouldBe("sub %y, %x");
    }

    [Fact]
    public void Equal_functions_are_merged()
    {
        var f = new FunctionBuilder();
        var (first, second) = (SmallModel.Linear(), SmallModel.Linear());
        var y = f.Call(second, "second", f.Call(first, "first", f.Input("x", Float(B, T, 8)))[0])[0];
        var renamed = new Function
        {
            Name = "Linear_2", Arguments = second.Arguments, Nodes = second.Nodes, Results = second.Results, Parameters = second.Parameters,
        };
        var main = f.Build("Main", y);
        var before = Model(null, first, renamed, Rewriter.Run(main, new Dictionary<Function, Function> { [first] = first, [second] = renamed }, (_, _, _) => null));

        var after = MergeFunctions.Run(before);

        after.ShouldMeanTheSameAs(before);
        after.Functions.Select(function => function.Name).ShouldBe(["Linear", "Main"]);
    }
}
