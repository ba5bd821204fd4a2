using System.Globalization;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Softmax-weighted sums: q [B, T, H, E], k [B, S, K, E], v [B, S, K, F] → [B, T, H, F]. Head h reads the keys and values of
/// head h / (H / K). The result at (b, t, h) is sum[s](softmax[s](Scale * q · k[s]) * v[s]), and 0 where there is no s.
/// </summary>
/// <param name="Scale">The factor of the scores.</param>
/// <param name="Causal">Whether query t of T stands at position S - T + t and reads no later s.</param>
public sealed record Attention(double Scale, bool Causal) : Operator
{
    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override string Attributes => $"scale: {Scale.ToString("R", CultureInfo.InvariantCulture)}{(Causal ? ", causal" : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 3, 3);
        var element = operands[0].Element;
        if (!element.IsFloat() || operands.Any(o => o.Element != element))
            throw Refusal($"is not defined for {string.Join(", ", operands.Select(o => o.Element.Keyword()))}");
        var (q, k, v) = (operands[0].Shape, operands[1].Shape, operands[2].Shape);
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4)
            throw Refusal($"takes operands of four axes, not {q}, {k}, {v}");
        if (!k.With(3, v[3]).Equals(v))
            throw Refusal($"the keys are {k}, but the values {v}");
        if (!q[0].Equals(k[0]) || !q[3].Equals(k[3]))
            throw Refusal($"the queries are {q}, but the keys {k}");
        if (Dim.DivideExactly(q[2], k[2]) is null)
            throw Refusal($"{q[2]} query heads don't share {k[2]} key heads evenly");
        return [new TensorType(element, q.With(3, v[3]))];
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands)
    {
        var (q, v) = (operands[0].Shape, operands[2].Shape);
        return 2 * q[0] * q[1] * q[2] * v[1] * (q[3] + v[3]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (q, k, v) = (operands[0], operands[1], operands[2]);
        var (batch, queries, heads, width) = (q.Shape[0], q.Shape[1], q.Shape[2], q.Shape[3]);
        var (keys, keyHeads, values) = (v.Shape[1], v.Shape[2], v.Shape[3]);
        var result = new DenseTensor(batch, queries, heads, values);
        for (var row = 0; row < batch * queries * heads; row++)
        {
            var (b, t, h) = (row / heads / queries, row / heads % queries, row % heads);
            var visible = Causal ? Math.Max(0, Math.Min(keys, keys - queries + t + 1)) : keys;
            if (visible == 0)
                continue;
            var weights = new double[visible];
            for (var s = 0; s < visible; s++)
            {
                var score = 0.0;
                for (var e = 0; e < width; e++)
                    score += q.Data[(row * width) + e] * k.Data[(KeyRow(s) * width) + e];
                weights[s] = Scale * score;
            }

            var max = weights.Max();
            var sum = weights.Sum(w => Math.Exp(w - max));
            for (var s = 0; s < visible; s++)
            {
                for (var f = 0; f < values; f++)
                    result.Data[(row * values) + f] += Math.Exp(weights[s] - max) / sum * v.Data[(KeyRow(s) * values) + f];
            }

            int KeyRow(int s) => (((b * keys) + s) * keyHeads) + (h / (heads / keyHeads));
        }

        return [result];
    }
}
