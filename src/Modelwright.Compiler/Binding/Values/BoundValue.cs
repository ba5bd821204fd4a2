using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>What an expression stands for while a body is bound: a build-time value or a place in the graph.</summary>
internal abstract record BoundValue
{
    /// <summary>How a message names this kind of value.</summary>
    public abstract string Kind { get; }
}

/// <summary>Stands for something an error was reported about; whoever meets it stays silent.</summary>
internal sealed record ErrorValue : BoundValue
{
    public static ErrorValue Instance { get; } = new();

    public override string Kind => "an error";
}

/// <summary>A build-time integer; exact over symbolic dimensions.</summary>
internal sealed record IntValue(Dim Number) : BoundValue
{
    public override string Kind => "a build-time int";
}

/// <summary>A build-time float.</summary>
internal sealed record FloatValue(double Number) : BoundValue
{
    public override string Kind => "a build-time float";
}

/// <summary>A build-time truth value.</summary>
internal sealed record BoolValue(bool Truth) : BoundValue
{
    public override string Kind => "a build-time bool";
}

/// <summary>A build-time string; <c>Choices</c> are the strings it could be, where its declaration lists them.</summary>
internal sealed record StringValue(string Text, IReadOnlyList<string>? Choices = null) : BoundValue
{
    public override string Kind => "a string";
}

/// <summary>
/// A tensor. <c>Axes</c> names its axes, in order, inside index notation; null for a tensor as a whole. <c>Formula</c> is what
/// its elements are as integers, where they are made of indices alone.
/// </summary>
internal sealed record TensorValue(
    Value Value, FunctionBuilder Owner, IReadOnlyList<Axis>? Axes = null, IndexFormula? Formula = null) : BoundValue
{
    public override string Kind => "a tensor";

    public TensorType Type => Value.Type;

    public Shape Shape => Value.Shape;
}

/// <summary>An index that depends on others: <c>let start[k: experts] = k * size / 2</c>.</summary>
internal sealed record IndexFormula(IReadOnlyList<Axis> Axes, IndexTerm Term);

/// <summary>An integer computed from axes of index notation, such as <c>h * size + e</c>.</summary>
internal sealed record IndexValue(IndexTerm Term) : BoundValue
{
    public override string Kind => "an index";
}

/// <summary>A build-time list.</summary>
internal sealed record ListValue(IReadOnlyList<BoundValue> Items) : BoundValue
{
    public override string Kind => "a list";
}

/// <summary>Several results, on their way to be unpacked.</summary>
internal sealed record TupleValue(IReadOnlyList<BoundValue> Items) : BoundValue
{
    public override string Kind => "several values";
}

/// <summary>
/// A function as a build-time value: an op, whose <c>Name</c> is known, or <c>u => …</c>. <c>Apply</c> binds a call of it in a
/// builder, its instances at a place or, without one, where it is written.
/// </summary>
internal sealed record FunctionValue(Func<BoundValue, FunctionBuilder, Place?, BoundValue> Apply, string? Name = null, string? File = null) : BoundValue
{
    public override string Kind => "a function";
}

/// <summary>Where a call puts the instances of a function: a path in the builder, and the whole path of that builder.</summary>
internal sealed record Place(string Prefix, string Root);

/// <summary>An argument that was not given; its default stands in.</summary>
internal sealed record MissingValue : BoundValue
{
    public static MissingValue Instance { get; } = new();

    public override string Kind => "a missing argument";
}
