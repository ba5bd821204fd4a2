using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// A value whose axes are laid onto the axes of a frame, such as the shape that a product broadcasts to. Formulas written
/// in index notation reach the graph as transposes, unit axes and expansions that only align operands; a placement sees
/// through them to the value that was meant.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Axes">For each of its axes the frame's axis, or <see cref="Unit"/> where its extent is 1 and it is repeated.</param>
public sealed record Placement(Value Value, IReadOnlyList<int> Axes)
{
    /// <summary>Marks an axis of extent 1.</summary>
    public const int Unit = -1;

    /// <summary>A value in its own frame, seen through every view that only aligns axes.</summary>
    public static Placement Of(Value value) => Broadcast(value, value.Shape.Rank);

    /// <summary>A value in the frame of a shape that it broadcasts to, aligned at the last axes.</summary>
    public static Placement Broadcast(Value value, int rank)
    {
        var axes = value.Shape.Select((extent, axis) => IsUnit(extent) ? Unit : axis + rank - value.Shape.Rank);
        return new Placement(value, axes.ToList()).BehindViews();
    }

    /// <summary>An operand of an einsum, given where each letter's axis lies in the frame.</summary>
    public static Placement Lettered(Value operand, string letters, IReadOnlyDictionary<char, int> axes) =>
        new Placement(operand, letters.Select(letter => axes[letter]).ToList()).BehindViews();

    /// <summary>The axes of the frame that the value has.</summary>
    public IEnumerable<int> Covered => Axes.Where(axis => axis != Unit);

    /// <summary>The operand of the value's producer, which broadcasts to it, in the same frame.</summary>
    public Placement Operand(int index)
    {
        var operand = Broadcast(Value.Producer.Inputs[index], Value.Shape.Rank);
        return operand with { Axes = operand.Axes.Select(axis => axis == Unit ? Unit : Axes[axis]).ToList() };
    }

    /// <summary>Which of the value's axes lies on an axis of the frame, or -1.</summary>
    public int AxisOn(int frameAxis) => Axes.ToList().IndexOf(frameAxis);

    /// <summary>The value with exactly the given axes of the frame, in that order; those it lacks have extent 1.</summary>
    public Value Arrange(Rewriter to, IReadOnlyList<int> frameAxes)
    {
        var order = frameAxes.Select(AxisOn).Where(axis => axis >= 0).ToList();
        var dropped = Enumerable.Range(0, Axes.Count).Where(axis => Axes[axis] == Unit);
        var value = to.Transposed(Value, order.Concat(dropped));
        return to.Reshaped(value, new Shape(frameAxes.Select(axis => AxisOn(axis) is >= 0 and var own ? Value.Shape[own] : Dim.One)));
    }

    /// <summary>The value without its axes of extent 1.</summary>
    public Value Squeeze(Rewriter to) => to.Reshaped(Value, new Shape(Value.Shape.Where((_, axis) => Axes[axis] != Unit)));

    /// <summary>The same elements as the value had before the views that only aligned its axes.</summary>
    public Placement BehindViews()
    {
        var placement = this;
        while (placement.BehindView() is { } behind)
            placement = behind;
        return placement;
    }

    private static bool IsUnit(Dim extent) => extent.Equals(Dim.One);

    private Placement? BehindView()
    {
        if (Value.Producer.Inputs.Count == 0)
            return null;
        var source = Value.Producer.Inputs[0];
        switch (Value.Producer.Operator)
        {
            case Transpose transpose:
                return new Placement(source, Enumerable.Range(0, Axes.Count).Select(axis => Axes[transpose.Permutation.ToList().IndexOf(axis)]).ToList());
            case Expand:
                var added = Axes.Count - source.Shape.Rank;
                return new Placement(source, source.Shape.Select((extent, axis) => IsUnit(extent) ? Unit : Axes[axis + added]).ToList());
            case Reshape when source.Shape.Where(d => !IsUnit(d)).SequenceEqual(Value.Shape.Where(d => !IsUnit(d))):
                var axes = new Queue<int>(Axes.Where((_, axis) => !IsUnit(Value.Shape[axis])));
                return new Placement(source, source.Shape.Select(extent => IsUnit(extent) ? Unit : axes.Dequeue()).ToList());
            default:
                return null;
        }
    }
}
