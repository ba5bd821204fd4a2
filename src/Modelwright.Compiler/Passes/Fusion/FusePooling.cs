using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Fusion;

/// <summary>
/// Finds attention pooling by its structure: items weighted by the softmax, over the items, of their own products with one
/// query, each times a factor (the norm of the item, say). Fused it reads each item once.
/// </summary>
/// <remarks>
/// Assumes that <see cref="Contractions"/> has run and <see cref="DeadCode"/> after it. Items that do not lie one after
/// another along the first axis, each contiguous, are left as they are; so is anything under a mask.
/// </remarks>
public static class FusePooling
{
    // A list that is put together for this alone is read in its parts rather than copied, if these are few.
    private const int MostParts = 4;

    private const int MostAxes = 8;

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, (to, node, _) =>
        node.Operator is Einsum ? Fuse(to, node, 0) ?? Fuse(to, node, 1) : null);

    // The frame is the axes of the softmax, then the axis that only the items have.
    private static Value? Fuse(Rewriter to, Node product, int side)
    {
        var weights = Placement.Of(product.Inputs[side]);
        if (weights.Value.Producer is not { Operator: Softmax { Axis: var n }, Inputs.Count: 1 } softmax || weights.Value.Shape.Rank > MostAxes ||
            weights.Axes.Contains(Placement.Unit) || to.Uses(weights.Value) > 1 || to.Uses(product.Inputs[side]) > 1)
            return null;
        var own = weights.Value.Shape.Rank;
        var equation = (Einsum)product.Operator;
        var (weightLetters, itemLetters) = side == 0 ? (equation.Left, equation.Right) : (equation.Right, equation.Left);
        var axes = weightLetters.Zip(weights.Axes, (letter, axis) => (letter, axis)).ToDictionary(x => x.letter, x => x.axis);
        if (axes.Count != own || itemLetters.Except(weightLetters).ToList() is not [var letter])
            return null;
        axes.Add(letter, own);
        var items = Placement.Lettered(product.Inputs[1 - side], itemLetters, axes);
        var output = equation.Output.Select(l => axes[l]).ToList();
        var places = items.Axes.Skip(1).Take(items.Axes.Count - 2).ToList();
        if (items.Axes.Count != own + 1 || items.Axes[0] != n || items.Axes[own] != own || !new HashSet<int>(output).SetEquals(places.Append(own)) ||
            Scores(Placement.Of(softmax.Inputs[0]), items, own) is not var (query, factor))
            return null;

        var operands = new List<Value> { query.Squeeze(to) };
        foreach (var (part, start) in Parts(to, items.Value))
        {
            operands.Add(to[part]);
            var scaling = (factor with { Value = to[factor.Value] }).Arrange(to, [n, .. places]);
            operands.Add(part == items.Value ? scaling : to.Add(new Slice(0, start, part.Shape[0]), scaling));
        }

        var pooled = to.Add(new Pool(), [.. operands]);
        return new Placement(pooled, [.. places, own]).Arrange(to, output);
    }

    // The query, and the factors of the scores.
    private static (Placement Query, Placement Factor)? Scores(Placement scores, Placement items, int own)
    {
        if (scores.Value.Producer.Operator is not Mul || scores.Axes.Contains(Placement.Unit))
            return null;
        var (left, right) = (scores.Operand(0), scores.Operand(1));
        return Query(left, items, own) is { } query && IsWhole(right) ? (query, right)
            : Query(right, items, own) is { } other && IsWhole(left) ? (other, left)
            : null;

        bool IsWhole(Placement factor) => factor.Covered.Count() == own;
    }

    // What the items' own axis is multiplied with and summed over.
    private static Placement? Query(Placement product, Placement items, int own)
    {
        if (product.Value.Producer.Operator is not Einsum einsum || product.Axes.Contains(Placement.Unit) ||
            einsum.Left.Union(einsum.Right).Except(einsum.Output).ToList() is not [var summed])
            return null;
        var axes = einsum.Output.Zip(product.Axes, (letter, axis) => (letter, axis)).ToDictionary(x => x.letter, x => x.axis);
        axes.Add(summed, own);
        var left = Placement.Lettered(product.Value.Producer.Inputs[0], einsum.Left, axes);
        var right = Placement.Lettered(product.Value.Producer.Inputs[1], einsum.Right, axes);
        return IsItems(left) && IsQuery(right) ? right : IsItems(right) && IsQuery(left) ? left : null;

        bool IsItems(Placement x) => x.Value == items.Value && x.Axes.SequenceEqual(items.Axes);

        bool IsQuery(Placement x) => x.Covered.SequenceEqual([own]);
    }

    private static IEnumerable<(Value Part, Dim Start)> Parts(Rewriter to, Value items)
    {
        if (items.Producer is not { Operator: Concat { Axis: 0 }, Inputs: var parts } || parts.Count > MostParts || to.Uses(items) > 2)
        {
            yield return (items, Dim.Zero);
            yield break;
        }

        var start = Dim.Zero;
        foreach (var part in parts)
        {
            yield return (part, start);
            start += part.Shape[0];
        }
    }
}
