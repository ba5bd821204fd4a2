using System.Globalization;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Graph;

/// <summary>One tensor in a function: computed once, by one node.</summary>
public sealed class Value(Node producer, int result, TensorType type)
{
    /// <summary>The node that computes it.</summary>
    public Node Producer { get; } = producer;

    /// <summary>Which of the node's results it is.</summary>
    public int Result { get; } = result;

    /// <summary>Element type and shape.</summary>
    public TensorType Type { get; } = type;

    /// <summary>What the user called it, or null. A hint for printing and generated code; not part of the meaning.</summary>
    public string? Name { get; set; }

    /// <summary>The shape.</summary>
    public Shape Shape => Type.Shape;
}

/// <summary>An operator applied to values.</summary>
public sealed class Node
{
    /// <summary>Applies an operator; its shape rule gives the results' types.</summary>
    /// <exception cref="GraphException">The operands don't fit.</exception>
    public Node(Operator op, IReadOnlyList<Value> inputs, Location? origin = null)
    {
        Operator = op;
        Inputs = inputs;
        Origin = origin;
        Results = op.Infer(inputs.Select(v => v.Type).ToList()).Select((type, i) => new Value(this, i, type)).ToList();
    }

    /// <summary>What is done.</summary>
    public Operator Operator { get; }

    /// <summary>To what.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<Value> Results { get; }

    /// <summary>Where the user wrote it, or null.</summary>
    public Location? Origin { get; }

    /// <summary>Where the user called what of the standard library made this node, as far as is known; null for a node of the user's own.</summary>
    public Location? Call { get; internal set; }

    /// <summary>The only result.</summary>
    public Value Result => Results.Single();
}

/// <summary>A parameter or buffer as a function declares it; the path is relative to the instance.</summary>
/// <param name="Path">Such as <c>q.weight</c>; in the main function, such as <c>layers.3.attn.q.weight</c>.</param>
/// <param name="Type">Its type; extents are constant.</param>
/// <param name="Initializer">How <c>Initialize(seed)</c> fills it.</param>
/// <param name="IsBuffer">Whether training leaves it alone.</param>
public sealed record Parameter(string Path, TensorType Type, Initializer Initializer, bool IsBuffer);

/// <summary>A body: arguments in, nodes in order, values out. Blocks and the bodies of <c>for … as</c> are functions.</summary>
public sealed class Function
{
    /// <summary>Unique in the model, an identifier such as <c>GatedAttention</c> or <c>Layers_2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The nodes whose operator is <see cref="Operators.Argument"/>, in order.</summary>
    public required IReadOnlyList<Value> Arguments { get; init; }

    /// <summary>Every node, each after the nodes it reads; arguments included.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>What the function returns.</summary>
    public required IReadOnlyList<Value> Results { get; init; }

    /// <summary>The function's own parameters, without those of functions it calls; paths relative to the instance.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }
}

/// <summary>A named input or output of a model. Its shape shows the user's names: <c>[B, T, 128]</c>.</summary>
public sealed record Port(string Name, TensorType Type, string? Documentation);

/// <summary>A constant of the model with its value (long, double, bool or string).</summary>
public sealed record ModelConstant(string Name, object Value, string? Documentation)
{
    /// <summary>A value as the language writes it: <c>8</c>, <c>1e-06</c>, <c>true</c>, <c>g2_value</c>.</summary>
    public static string Written(object value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => d.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        long i => i.ToString(CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}

/// <summary>A condition on symbolic dimensions that is checked when the model is run.</summary>
/// <param name="Slack">What must not be negative.</param>
/// <param name="Message">What is wrong where it is: <c>the index '7' needs T > 7</c>.</param>
/// <param name="Origin">Where the text asks for it.</param>
public sealed record Requirement(Dim Slack, string Message, Location Origin);

/// <summary>A whole model. <see cref="Main"/> takes the inputs in order and returns the outputs in order.</summary>
public sealed class ModelGraph
{
    /// <summary>The model's name, PascalCase.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace of its file, or null.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The text of its <c>///</c> lines, or null.</summary>
    public required string? Documentation { get; init; }

    /// <summary>The model's constants, bound.</summary>
    public required IReadOnlyList<ModelConstant> Constants { get; init; }

    /// <summary>The inputs.</summary>
    public required IReadOnlyList<Port> Inputs { get; init; }

    /// <summary>The outputs.</summary>
    public required IReadOnlyList<Port> Outputs { get; init; }

    /// <summary>The symbol of the time axis where the model says <c>stream T</c>, or null.</summary>
    public required string? StreamAxis { get; init; }

    /// <summary>The entry.</summary>
    public required Function Main { get; init; }

    /// <summary>Every function reachable from <see cref="Main"/>, callees before callers, Main last.</summary>
    public required IReadOnlyList<Function> Functions { get; init; }

    /// <summary>What the sizes of the inputs must be like, besides fitting their declarations.</summary>
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>Where files of other programs keep the parameters; the one without a name is used unless another is asked for.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints { get; init; } = [];

    /// <summary>What parameters and states are to be stored as.</summary>
    public IReadOnlyList<Quantization> Quantizations { get; init; } = [];

    /// <summary>Where the model's name stands in its file.</summary>
    public required Location Location { get; init; }

    /// <summary>A copy with other functions (the last is Main), as a pass returns it.</summary>
    public ModelGraph With(IReadOnlyList<Function> functions) => With(functions, Checkpoints, Quantizations);

    /// <summary>A copy with the blocks that say how its parameters are stored.</summary>
    public ModelGraph With(IReadOnlyList<Checkpoint> checkpoints, IReadOnlyList<Quantization> quantizations) => With(Functions, checkpoints, quantizations);

    private ModelGraph With(IReadOnlyList<Function> functions, IReadOnlyList<Checkpoint> checkpoints, IReadOnlyList<Quantization> quantizations) => new()
    {
        Name = Name, Namespace = Namespace, Documentation = Documentation, Constants = Constants, Inputs = Inputs,
        Outputs = Outputs, StreamAxis = StreamAxis, Main = functions[functions.Count - 1], Functions = functions,
        Requirements = Requirements, Location = Location,
        Checkpoints = checkpoints, Quantizations = quantizations,
    };
}

/// <summary>The graph breaks a rule of the IR: a mistake in the compiler, never in a user's text.</summary>
public sealed class GraphException(string message) : Exception(message);
