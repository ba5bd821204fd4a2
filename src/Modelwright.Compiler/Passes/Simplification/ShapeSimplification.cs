using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Composes views: two of a kind become one, those that change nothing disappear, a transpose that only moves unit axes is
/// a reshape, and an expansion before an operator that broadcasts anyway is dropped. A slice of a list that is one of its parts
/// is that part. A repetition is read from a history instead of kept in it. Assumes nothing.
/// </summary>
public static class ShapeSimplification
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, (to, node, inputs) => node.Operator switch
    {
        Reshape reshape => SimplifyReshape(to, reshape, inputs[0]),
        Transpose transpose => SimplifyTranspose(to, transpose, inputs[0]),
        Expand expand => SimplifyExpand(to, expand, inputs[0]),
        Slice slice => SimplifySlice(to, slice, inputs[0]),
        Repeat repeat => SimplifyRepeat(to, repeat, inputs[0]),
        History history => SimplifyHistory(to, history, inputs[0]),
        Concat when inputs.Count == 1 => inputs[0],
        PointwiseOperator => WithoutExpansions(to, node, inputs, 0),
        AxisOperator => WithoutExpansions(to, node, inputs, 1),
        _ => null,
    });

    private static Value? SimplifyReshape(Rewriter to, Reshape reshape, Value x) =>
        x.Shape.Equals(reshape.Shape) || x.Producer.Operator is Reshape ? to.Reshaped(x, reshape.Shape) : null;

    private static Value? SimplifyTranspose(Rewriter to, Transpose transpose, Value x)
    {
        if (x.Producer.Operator is Transpose)
            return to.Transposed(x, transpose.Permutation);
        var moved = transpose.Permutation.Where(axis => !x.Shape[axis].Equals(Dim.One)).ToList();
        return moved.SequenceEqual(moved.OrderBy(axis => axis))
            ? to.Reshaped(x, new Shape(transpose.Permutation.Select(axis => x.Shape[axis])))
            : null;
    }

    private static Value? SimplifyExpand(Rewriter to, Expand expand, Value x) =>
        x.Shape.Count.Equals(expand.Shape.Count) ? to.Reshaped(x, expand.Shape)
        : x.Producer.Operator is Expand ? to.Expanded(x, expand.Shape)
        : null;

    private static Value? SimplifySlice(Rewriter to, Slice slice, Value x)
    {
        if (slice.Length.Equals(x.Shape[slice.Axis]))
            return x;
        if (x.Producer.Operator is Slice inner && inner.Axis == slice.Axis)
            return to.Add(slice with { Start = inner.Start + slice.Start }, x.Producer.Inputs[0]);
        return x.Producer.Operator is Concat concat && concat.Axis == slice.Axis ? Part(x.Producer, slice) : null;
    }

    private static Value? Part(Node list, Slice slice)
    {
        var start = Dim.Zero;
        foreach (var part in list.Inputs)
        {
            if (slice.Start.Equals(start) && slice.Length.Equals(part.Shape[slice.Axis]))
                return part;
            start += part.Shape[slice.Axis];
        }

        return null;
    }

    private static Value? SimplifyRepeat(Rewriter to, Repeat repeat, Value x)
    {
        if (repeat.Times.Equals(Dim.One))
            return x;
        if (x.Shape[repeat.Axis].Equals(Dim.One))
            return to.Expanded(x, x.Shape.With(repeat.Axis, repeat.Times));
        if (x.Producer.Operator is Repeat inner && inner.Axis == repeat.Axis)
            return to.Add(repeat with { Times = inner.Times * repeat.Times }, x.Producer.Inputs[0]);
        return null;
    }

    private static Value? SimplifyHistory(Rewriter to, History history, Value x) =>
        x.Producer.Operator is Repeat repeat && repeat.Axis != history.Axis
            ? to.Add(repeat, to.Add(history, x.Producer.Inputs[0]))
            : null;

    // Operands from the first that broadcasts on: all of a pointwise operator, the mask of a reduction.
    private static Value? WithoutExpansions(Rewriter to, Node node, IReadOnlyList<Value> inputs, int first)
    {
        var simpler = inputs.ToArray();
        for (var i = first; i < simpler.Length; i++)
        {
            while (IsExpansion(simpler[i].Producer))
            {
                var expanded = simpler[i];
                simpler[i] = expanded.Producer.Inputs[0];
                if (first > 0 || node.Result.Shape.Equals(Broadcasting.Broadcast(simpler.Select(x => x.Shape).ToList())))
                    continue;
                simpler[i] = expanded;
                break;
            }
        }

        return simpler.SequenceEqual(inputs) ? null : to.Add(node.Operator, simpler);
    }

    // Whether a view only repeats, or only adds unit axes in front: what broadcasting does by itself.
    private static bool IsExpansion(Node view) => view.Operator is Expand ||
        (view.Operator is Reshape && view.Inputs[0].Shape.Rank < view.Result.Shape.Rank && view.Inputs[0].Shape.BroadcastsTo(view.Result.Shape));
}
