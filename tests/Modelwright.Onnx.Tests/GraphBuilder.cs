using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Graph.Operators.Argument;

namespace Modelwright.Onnx.Tests;

/// <summary>Builds small models by hand.</summary>
internal sealed class GraphBuilder
{
    private static readonly SourceText Source = new("hand.model", "");

    private readonly List<Node> _nodes = [];
    private readonly List<Port> _inputs = [];
    private readonly List<Parameter> _parameters = [];

    public static Dim B => Dim.Symbol("B");

    public static Dim T => Dim.Symbol("T");

    public Value Input(string name, TensorType type)
    {
        _inputs.Add(new Port(name, type, $"The {name}."));
        return Add(name, new Argument(type, name));
    }

    public Value Parameter(string path, TensorType type)
    {
        _parameters.Add(new Parameter(path, type, new Compiler.Graph.Initializer.Constant(0), IsBuffer: false));
        return Add(path, new LoadParameter(path, type));
    }

    public Value Add(string name, Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs, new Location(Source, default));
        node.Result.Name = name;
        _nodes.Add(node);
        return node.Result;
    }

    public IReadOnlyList<Value> Call(Function callee, string path, params Value[] inputs) => Invoke(new Call(callee, path), inputs);

    public IReadOnlyList<Value> Invoke(Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs);
        _nodes.Add(node);
        return node.Results;
    }

    public Function Function(string name, params Value[] results) => new()
    {
        Name = name, Arguments = [.. _nodes.Where(n => n.Operator is Argument).Select(n => n.Result)], Nodes = _nodes,
        Results = results, Parameters = _parameters,
    };

    public ModelGraph Model(params (string Name, Value Value)[] outputs)
    {
        var main = Function("Main", [.. outputs.Select(o => o.Value)]);
        return new ModelGraph
        {
            Name = "Hand", Namespace = null, Documentation = "Made by hand.", Constants = [], Inputs = _inputs,
            Outputs = [.. outputs.Select(o => new Port(o.Name, o.Value.Type, $"The {o.Name}."))],
            StreamAxis = null, Main = main, Location = new Location(Source, default),
            Functions = [.. Reached(main).Distinct()],
        };
    }

    // Callees before callers.
    private static IEnumerable<Function> Reached(Function function) =>
        function.Nodes.Select(n => n.Operator).OfType<Invocation>().SelectMany(call => Reached(call.Callee)).Append(function);
}
