using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

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
    public override string Kind => "a build-time integer";
}

/// <summary>A build-time number.</summary>
internal sealed record FloatValue(double Number) : BoundValue
{
    public override string Kind => "a build-time number";
}

/// <summary>A build-time truth value.</summary>
internal sealed record BoolValue(bool Truth) : BoundValue
{
    public override string Kind => "a build-time bool";
}

/// <summary>A build-time string.</summary>
internal sealed record StringValue(string Text) : BoundValue
{
    public override string Kind => "a string";
}

/// <summary>
/// A tensor. <c>Axes</c> names its axes, in order, inside index notation; null for a tensor as a whole.
/// </summary>
internal sealed record TensorValue(Value Value, FunctionBuilder Owner, IReadOnlyList<Axis>? Axes = null) : BoundValue
{
    public override string Kind => "a tensor";

    public TensorType Type => Value.Type;

    public Shape Shape => Value.Shape;
}

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

/// <summary>A fresh axis of index notation. Its extent is settled before anything that depends on it is bound.</summary>
internal sealed class Axis(string name, TextSpan span, int order)
{
    public string Name { get; } = name;

    public TextSpan Span { get; } = span;

    /// <summary>Canonical position among the axes of one statement: outer axes first.</summary>
    public int Order { get; } = order;

    public Dim? Extent { get; set; }
}

/// <summary>A name in scope.</summary>
internal sealed class Variable(string name, TextSpan span, BindingKind kind, BoundValue value, FunctionBuilder builder)
{
    public string Name { get; } = name;

    public TextSpan Span { get; } = span;

    public BindingKind Kind { get; } = kind;

    public BoundValue Value { get; set; } = value;

    /// <summary>Where it was declared; an assignment from a loop body inside makes it a result of that body.</summary>
    public FunctionBuilder Builder { get; } = builder;
}

/// <summary>Names visible at a place; inner scopes hide outer ones.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    public Scope? Parent { get; } = parent;

    public Variable? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._variables.TryGetValue(name, out var variable))
                return variable;
        }

        return null;
    }

    public Variable? FindHere(string name) => _variables.TryGetValue(name, out var variable) ? variable : null;

    public void Add(Variable variable) => _variables[variable.Name] = variable;

    public IEnumerable<string> Names
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                foreach (var name in scope._variables.Keys)
                    yield return name;
            }
        }
    }
}
