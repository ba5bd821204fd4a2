using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Graph.Operators.Argument;
using Element = Modelwright.Compiler.Graph.ElementType;
using Start = Modelwright.Compiler.Graph.Initializer;

namespace Modelwright.Compiler.Tests.Passes;

/// <summary>Writes a function node by node.</summary>
internal sealed class FunctionBuilder
{
    public static readonly Dim B = Dim.Symbol("B");
    public static readonly Dim T = Dim.Symbol("T");

    private readonly List<Node> _nodes = [];
    private readonly List<Parameter> _parameters = [];

    public static TensorType Float(params Dim[] shape) => new(Element.Float32, shape);

    public static TensorType Int(params Dim[] shape) => new(Element.Int64, shape);

    /// <summary>A model of functions, callees first; inputs and outputs are named as Main's arguments and values.</summary>
    public static ModelGraph Model(string? streamAxis, params Function[] functions) => new()
    {
        Name = "Tested",
        Namespace = null,
        Documentation = null,
        Constants = [],
        Inputs = functions[^1].Arguments.Select(a => new Port(((Argument)a.Producer.Operator).Label, a.Type, null)).ToList(),
        Outputs = functions[^1].Results.Select((r, i) => new Port(r.Name ?? $"output{i}", r.Type, null)).ToList(),
        StreamAxis = streamAxis,
        Main = functions[^1],
        Functions = functions,
        Location = new Location(new SourceText("tested.model", ""), default),
    };

    public Value Input(string label, TensorType type) => Add(new Argument(type, label));

    public Value Parameter(string path, params Dim[] shape)
    {
        _parameters.Add(new Parameter(path, Float(shape), new Start.Normal(0.02), IsBuffer: false));
        return Add(new LoadParameter(path, Float(shape)));
    }

    public Value Scalar(double value) => Constant([], value);

    public Value Scalar(long value) => Add(new Constant(Int(), new EquatableList<double>([value])));

    public Value Constant(Dim[] shape, params double[] data) => Add(new Constant(Float(shape), new EquatableList<double>(data)));

    public Value Bool(bool value) => Add(new Constant(new TensorType(Element.Bool), new EquatableList<double>([value ? 1 : 0])));

    public Value Add(Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs);
        _nodes.Add(node);
        return node.Results.Count == 1 ? node.Result : throw new InvalidOperationException("the node has several results");
    }

    public IReadOnlyList<Value> Call(Function callee, string path, params Value[] inputs) => Invoke(new Call(callee, path), inputs);

    public IReadOnlyList<Value> Invoke(Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs);
        _nodes.Add(node);
        return node.Results;
    }

    public Value Mul(Value a, Value b) => Add(new Mul(), a, b);

    public Value Reshape(Value x, params Dim[] shape) => Add(new Reshape(new Shape(shape)), x);

    public Value Transpose(Value x, params int[] permutation) => Add(new Transpose(new EquatableList<int>(permutation)), x);

    public Value Expand(Value x, params Dim[] shape) => Add(new Expand(new Shape(shape)), x);

    public Value Sum(Value x, int axis) => Add(new Reduce(ReduceKind.Sum, axis), x);

    /// <summary><c>key &lt;= query</c> as indices of two axes: bool [query, key].</summary>
    public Value Causal(Dim query, Dim key) =>
        Add(new LessOrEqual(), Add(new Iota(key)), Reshape(Add(new Iota(query)), query, 1));

    public Function Build(string name, params Value[] results) => new()
    {
        Name = name,
        Arguments = _nodes.Where(n => n.Operator is Argument).Select(n => n.Result).ToList(),
        Nodes = _nodes,
        Results = results,
        Parameters = _parameters,
    };

    /// <summary>A model of this function alone.</summary>
    public ModelGraph Model(params Value[] results) => Model(results, []);

    /// <summary>A model of this function and of those it calls.</summary>
    public ModelGraph Model(Value[] results, params Function[] callees) => Model(streamAxis: null, [.. callees, Build("Main", results)]);
}
