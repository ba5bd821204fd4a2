using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>An ONNX model as plain data: one graph over the standard operators.</summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Documentation">What the model is, or null.</param>
/// <param name="Opset">The version of the standard operator set.</param>
/// <param name="Inputs">What the caller gives; parameters are not among them.</param>
/// <param name="Outputs">What comes out.</param>
/// <param name="Initializers">Constants and parameters.</param>
/// <param name="Nodes">Each after the nodes it reads.</param>
public sealed record OnnxModel(
    string Name,
    string? Documentation,
    int Opset,
    IReadOnlyList<OnnxValueInfo> Inputs,
    IReadOnlyList<OnnxValueInfo> Outputs,
    IReadOnlyList<OnnxTensor> Initializers,
    IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>The axis of the steps, where states are inputs and outputs; else null.</summary>
    public string? StreamAxis { get; init; }

    /// <summary>The states that are inputs and outputs.</summary>
    public IReadOnlyList<StatePort> States { get; init; } = [];
}

/// <summary>An input or output with its type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">What it holds.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Documentation">What it is, or null.</param>
public sealed record OnnxValueInfo(string Name, ElementType Element, IReadOnlyList<OnnxDim> Shape, string? Documentation)
{
    /// <summary>A value of a type as it is while a whole sequence runs.</summary>
    public static OnnxValueInfo Of(string name, TensorType type, string? documentation) => new(
        name, type.Element, type.Shape.Present.Select(d => new OnnxDim(d.Value, d.IsConstant ? null : d.ToString())).ToList(), documentation);
}

/// <summary>An extent: a number, or the name of one that is known only at run time (<c>dim_param</c>).</summary>
/// <param name="Value">The number, or null.</param>
/// <param name="Symbol">The name where there is no number; equal names are equal numbers.</param>
public sealed record OnnxDim(long? Value, string? Symbol);

/// <summary>A tensor that is part of the model.</summary>
/// <param name="Name">Its name in the graph; a parameter's is its path, such as <c>layers.3.attn.q.weight</c>.</param>
/// <param name="Element">What it holds.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Data">The elements in row-major order (bools are 0 and 1), or null for a parameter, whose data the writer has.</param>
public sealed record OnnxTensor(string Name, ElementType Element, IReadOnlyList<long> Shape, IReadOnlyList<double>? Data)
{
    /// <summary>Whether the data comes from the weights.</summary>
    public bool IsParameter => Data is null;
}

/// <summary>A standard operator applied to values.</summary>
/// <param name="Name">Unique in the graph, such as <c>layers.0/attn/q/MatMul</c>.</param>
/// <param name="OpType">The operator, such as <c>MatMul</c>.</param>
/// <param name="Inputs">Names of values; empty where an optional input is left out.</param>
/// <param name="Outputs">Names of the values it computes.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record OnnxNode(
    string Name, string OpType, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>The node with another name for a value that it, or a body in it, reads or computes.</summary>
    public OnnxNode Renamed(string value, string name)
    {
        return this with
        {
            Inputs = Inputs.Select(Rename).ToList(),
            Outputs = Outputs.Select(Rename).ToList(),
            Attributes = Attributes.Select(a => a is OnnxAttribute.Graph { Value: var body } graph
                ? graph with { Value = body with { Nodes = body.Nodes.Select(node => node.Renamed(value, name)).ToList() } }
                : a).ToList(),
        };

        string Rename(string other) => other == value ? name : other;
    }
}

/// <summary>A graph inside a node: what a scan does at every step. It also reads values of the graphs around it, by name.</summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Inputs">What the node gives it.</param>
/// <param name="Outputs">What it gives the node.</param>
/// <param name="Nodes">Each after the nodes it reads; their values' names occur nowhere else in the model.</param>
public sealed record OnnxBody(
    string Name, IReadOnlyList<OnnxValueInfo> Inputs, IReadOnlyList<OnnxValueInfo> Outputs, IReadOnlyList<OnnxNode> Nodes);

/// <summary>A named attribute of a node.</summary>
/// <param name="Name">Its name, such as <c>axis</c>.</param>
public abstract record OnnxAttribute(string Name)
{
    /// <summary>An integer.</summary>
    public sealed record Int(string Name, long Value) : OnnxAttribute(Name);

    /// <summary>Integers.</summary>
    public sealed record Ints(string Name, IReadOnlyList<long> Value) : OnnxAttribute(Name);

    /// <summary>A 32-bit float.</summary>
    public sealed record Float(string Name, double Value) : OnnxAttribute(Name);

    /// <summary>A text.</summary>
    public sealed record Text(string Name, string Value) : OnnxAttribute(Name);

    /// <summary>An element type; a file has its number in <c>TensorProto.DataType</c>.</summary>
    public sealed record Element(string Name, ElementType Value) : OnnxAttribute(Name);

    /// <summary>A graph.</summary>
    public sealed record Graph(string Name, OnnxBody Value) : OnnxAttribute(Name);

    /// <summary>An integer.</summary>
    public static OnnxAttribute Of(string name, int value) => new Int(name, value);

    /// <summary>Integers.</summary>
    public static OnnxAttribute Of(string name, IReadOnlyList<int> value) => new Ints(name, value.Select(i => (long)i).ToList());

    /// <summary>A 32-bit float.</summary>
    public static OnnxAttribute Of(string name, double value) => new Float(name, value);

    /// <summary>A text.</summary>
    public static OnnxAttribute Of(string name, string value) => new Text(name, value);

    /// <summary>An element type.</summary>
    public static OnnxAttribute Of(string name, ElementType value) => new Element(name, value);

    /// <summary>A graph.</summary>
    public static OnnxAttribute Of(string name, OnnxBody value) => new Graph(name, value);
}
