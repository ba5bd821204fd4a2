using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Fusion;

/// <summary>
/// Finds attention by its structure: values weighted by the softmax, over keys, of scaled products of queries and keys,
/// unmasked or under <c>s &lt;= t</c>, perhaps with <c>t - window &lt; s</c>. Keys and values that are repeated for each group of heads are read unrepeated; a
/// missing batch, query or head axis becomes one of extent 1.
/// </summary>
/// <remarks>
/// Assumes that <see cref="Contractions"/> has run and <see cref="DeadCode"/> after it. Anything else between queries and values (another mask, a bias on the
/// scores, weights that are also read elsewhere) is left as it is.
/// </remarks>
public static class FuseAttention
{
    // Stands for an axis that the formula lacks.
    private const int Missing = -2;

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, (to, node, _) =>
        node.Operator is Einsum ? Fuse(to, node, 0) ?? Fuse(to, node, 1) : null);

    // Reads one operand of a product as softmax weights. Everything is placed in one frame: the axes of the softmax, then
    // the axis that only the values have (f), then the one over which the scores are summed (e).
    private static Value? Fuse(Rewriter to, Node product, int side)
    {
        var weights = Placement.Of(product.Inputs[side]);
        if (weights.Value.Producer is not { Operator: Softmax { Axis: var s } } softmax ||
            to.Uses(weights.Value) > 1 || to.Uses(product.Inputs[side]) > 1)
            return null;
        var frame = weights.Value.Shape;
        var (f, e) = (frame.Rank, frame.Rank + 1);

        var equation = (Einsum)product.Operator;
        var (weightLetters, valueLetters) = side == 0 ? (equation.Left, equation.Right) : (equation.Right, equation.Left);
        var axes = Enumerable.Range(0, frame.Rank)
            .Where(i => weights.Axes[i] != Placement.Unit)
            .ToDictionary(i => weightLetters[weights.Axes[i]]);
        var weightAxes = axes.Values.ToList();
        if (axes.Count != weightLetters.Length || valueLetters.Where(c => !axes.ContainsKey(c)).ToList() is not [var own])
            return null;
        axes.Add(own, f);
        var output = equation.Output.Select(letter => axes[letter]).ToList();
        var v = Placement.Lettered(product.Inputs[1 - side], valueLetters, axes);

        if (Scores(Placement.Of(softmax.Inputs[0]), s, e) is not var (q, k, scale) ||
            !Same(k.Covered.Except(q.Covered), [s]) ||
            !Same(q.Covered.Union(k.Covered), weightAxes.Append(e)) ||
            !Same(v.Covered, q.Covered.Intersect(k.Covered).Except([e]).Concat([s, f])) ||
            !Same(output, weightAxes.Except([s]).Append(f)))
            return null;

        var queryAxes = q.Covered.Except(k.Covered).ToList();
        var mask = softmax.Inputs.Count == 2 ? Domain(Placement.Broadcast(softmax.Inputs[1], frame.Rank), s) : null;
        if (softmax.Inputs.Count == 2 && !(mask is { } domain && queryAxes.Contains(domain.Query) && IsOneSequence(frame[domain.Query], frame[s])))
            return null;
        var t = mask?.Query ?? queryAxes.DefaultIfEmpty(Missing).First();
        if (BatchAndHead(q, k, v, queryAxes.Where(axis => axis != t).ToList(), t, e) is not var (b, h))
            return null;

        if (Repetition(k, h) is { } times && times.Equals(Repetition(v, h)))
            (k, v) = (Unrepeated(k), Unrepeated(v));
        var attention = to.Add(new Attention(scale, mask is not null, mask?.Window ?? 0), Arrange(q, b, t, h, e), Arrange(k, b, s, h, e), Arrange(v, b, s, h, f));
        return new Placement(attention, new[] { b, t, h, f }.Select(axis => axis == Missing ? Placement.Unit : axis).ToList()).Arrange(to, output);

        Value Arrange(Placement operand, params int[] order) => (operand with { Value = to[operand.Value] }).Arrange(to, order);
    }

    // Which axis limits the keys from above, and to how many; null for any other mask.
    private static (int Query, long Window)? Domain(Placement mask, int s)
    {
        var parts = CausalMask.Conjuncts(mask).Select(CausalMask.Recognise).ToList();
        if (parts.FirstOrDefault(part => part is { Lead: 0 } && part.Key == s) is not { } causal)
            return null;
        parts.Remove(causal);
        return parts.Count == 0 ? (causal.Query, 0)
            : parts.Count == 1 && parts[0] is { Lead: >= 0 and < int.MaxValue - 1 } behind && behind.Key == causal.Query && behind.Query == s ? (causal.Query, (long)behind.Lead + 1)
            : null;
    }

    // Queries and keys, the constant factors of the scores, the queries and the keys taken out.
    private static (Placement Q, Placement K, double Scale)? Scores(Placement scores, int s, int e)
    {
        var scale = 1.0;
        scores = Unscaled(scores, ref scale);
        var product = scores.Value.Producer;
        if (product.Operator is not Einsum einsum || scores.Axes.Contains(Placement.Unit) ||
            einsum.Left.Union(einsum.Right).Except(einsum.Output).ToList() is not [var summed] ||
            !einsum.Left.Contains(summed) || !einsum.Right.Contains(summed))
            return null;

        var axes = einsum.Output.Zip(scores.Axes, (letter, axis) => (letter, axis)).ToDictionary(x => x.letter, x => x.axis);
        axes.Add(summed, e);
        var left = Unscaled(Placement.Lettered(product.Inputs[0], einsum.Left, axes), ref scale);
        var right = Unscaled(Placement.Lettered(product.Inputs[1], einsum.Right, axes), ref scale);
        return right.Covered.Contains(s) ? (left, right, scale) : (right, left, scale);
    }

    private static Placement Unscaled(Placement x, ref double scale)
    {
        while (true)
        {
            var inputs = x.Value.Producer.Inputs;
            switch (x.Value.Producer.Operator)
            {
                case Mul when inputs[1].Uniform() is { } factor:
                    (x, scale) = (x.Operand(0), scale * factor);
                    break;
                case Mul when inputs[0].Uniform() is { } factor:
                    (x, scale) = (x.Operand(1), scale * factor);
                    break;
                case Div when inputs[1].Uniform() is { } divisor and not 0:
                    (x, scale) = (x.Operand(0), scale / divisor);
                    break;
                default:
                    return x;
            }
        }
    }

    // With a query axis to spare, keys and values have one head for all; otherwise the head is the axis along which they
    // are repeated, or else the one that stands behind the queries'.
    private static (int B, int H)? BatchAndHead(Placement q, Placement k, Placement v, IReadOnlyList<int> spare, int t, int e)
    {
        var order = q.Covered.ToList();
        var shared = order.Intersect(k.Covered).Where(axis => axis != e).ToList();
        var repeated = shared.Where(axis => Repetition(k, axis) is { } times && times.Equals(Repetition(v, axis))).DefaultIfEmpty(Missing).First();
        return (spare.Count, shared.Count) switch
        {
            (1, 0) => (Missing, spare[0]),
            (1, 1) => (shared[0], spare[0]),
            (0, 0) => (Missing, Missing),
            (0, 1) when repeated == shared[0] || order.IndexOf(shared[0]) > order.IndexOf(t) => (Missing, shared[0]),
            (0, 1) => (shared[0], Missing),
            (0, 2) when repeated == shared[0] => (shared[1], shared[0]),
            (0, 2) => (shared[0], shared[1]),
            _ => null,
        };
    }

    private static Dim? Repetition(Placement x, int axis) =>
        x.Value.Producer.Operator is Repeat repeat && x.AxisOn(axis) == repeat.Axis ? repeat.Times : null;

    private static Placement Unrepeated(Placement x) => (x with { Value = x.Value.Producer.Inputs[0] }).BehindViews();

    // Position t of the queries is position t of the keys: both are one sequence.
    private static bool IsOneSequence(Dim query, Dim key) => key.Equals(query) || (query.SymbolName is not null && key.Equals(query.Past));

    private static bool Same(IEnumerable<int> a, IEnumerable<int> b) => new HashSet<int>(a).SetEquals(b);
}
