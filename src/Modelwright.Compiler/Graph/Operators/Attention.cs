using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Softmax-weighted sums: q [B, T, H, E], k [B, S, K, E], v [B, S, K, F] → [B, T, H, F]. Head h reads the keys and values of
/// head h / (H / K). The result at (b, t, h) is sum[s](softmax[s](Scale * q · k[s]) * v[s]), and 0 where there is no s.
/// </summary>
/// <param name="Scale">The factor of the scores.</param>
/// <param name="Causal">Whether query t of T stands at position S - T + t and reads no later s.</param>
/// <param name="Window">How many keys, its own the last, a query of a causal one reads at most; 0 for all.</param>
public sealed record Attention(double Scale, bool Causal, long Window = 0) : Operator
{
    private const int OpsetOfAttention = 23;

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override string Attributes => $"scale: {Scale.ToString("R", CultureInfo.InvariantCulture)}{(Causal ? ", causal" : "")}{(Window > 0 ? FormattableString.Invariant($", window: {Window}") : "")}";

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
        foreach (var row in Enumerable.Range(0, batch * queries * heads))
        {
            var (b, t, h) = (row / heads / queries, row / heads % queries, row % heads);
            var visible = Causal ? Math.Max(0, Math.Min(keys, keys - queries + t + 1)) : keys;
            var first = Window > 0 ? (int)Math.Max(0, visible - Window) : 0;
            if (visible == 0)
                continue;
            var scores = Enumerable.Range(0, visible).Select(s => s < first ? double.NegativeInfinity : Score(s)).ToList();
            var max = scores.Max();
            var weights = scores.Select(score => PortableMath.Exp(score - max)).ToList();
            var sum = weights.Sum();
            for (var s = first; s < visible; s++)
            {
                for (var f = 0; f < values; f++)
                    result.Data[(row * values) + f] += weights[s] / sum * v.Data[(KeyRow(s) * values) + f];
            }

            double Score(int s)
            {
                var product = 0.0;
                for (var e = 0; e < width; e++)
                    product += q.Data[(row * width) + e] * k.Data[(KeyRow(s) * width) + e];
                return Scale * product;
            }

            int KeyRow(int s) => (((b * keys) + s) * keyHeads) + (h / (heads / keyHeads));
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var (q, k, v) = (operands[0], operands[1], operands[2]);

        // ONNX's own attention counts causal positions from the first key: the same where there are as many queries.
        var square = q.Shape[1].Present.Equals(k.Shape[1].Present);
        return [onnx.Opset >= OpsetOfAttention && (square || !Causal) && Window == 0 ? Whole(onnx, q, k, v) : InParts(onnx, q, k, v, square)];
    }

    private string Whole(OnnxBuilder onnx, OnnxValue q, OnnxValue k, OnnxValue v) => onnx.Transpose(
        onnx.Add(
            "Attention",
            new[] { q, k, v }.Select(x => onnx.Transpose(x.Name, [0, 2, 1, 3])).ToList(),
            OnnxAttribute.Of("is_causal", Causal ? 1 : 0),
            OnnxAttribute.Of("scale", Scale)),
        [0, 2, 1, 3]);

    // Query heads that share a key head get an axis of their own, over which MatMul broadcasts: no key is copied.
    private string InParts(OnnxBuilder onnx, OnnxValue q, OnnxValue k, OnnxValue v, bool square)
    {
        var (heads, keyHeads) = (q.Shape[2], k.Shape[2]);
        var group = Dim.DivideExactly(heads, keyHeads)!;
        var grouped = !group.Equals(Dim.One);

        var scaled = q.As(onnx.Add("Mul", [q.Name, onnx.Scalar(q.Type.Element, Scale)]), q.Shape);
        var rows = grouped
            ? onnx.Transpose(onnx.Reshape(scaled, new Shape([q.Shape[0], q.Shape[1], keyHeads, group, q.Shape[3]])), [0, 2, 3, 1, 4])
            : onnx.Transpose(scaled.Name, [0, 2, 1, 3]);
        var scores = onnx.Add("MatMul", [rows, OfGroup(onnx.Transpose(k.Name, [0, 2, 3, 1]))]);
        var mask = Causal ? Mask(onnx, q.Shape[1], k.Shape[1], square) : null;
        if (mask is not null)
            scores = onnx.Add("Where", [mask, scores, onnx.Scalar(q.Type.Element, double.NegativeInfinity)]);
        var weights = onnx.Add("Softmax", [scores], OnnxAttribute.Of("axis", -1));

        // Only where there are fewer keys than queries can a query see none; its weights are NaN until here.
        if (mask is not null && !square)
            weights = onnx.Add("Where", [mask, weights, onnx.Scalar(q.Type.Element, 0)]);
        var sums = onnx.Add("MatMul", [weights, OfGroup(onnx.Transpose(v.Name, [0, 2, 1, 3]))]);
        if (!grouped)
            return onnx.Transpose(sums, [0, 2, 1, 3]);
        var byQuery = new Shape([q.Shape[0], q.Shape[1], keyHeads, group, v.Shape[3]]);
        return onnx.Reshape(q.As(onnx.Transpose(sums, [0, 3, 1, 2, 4]), byQuery), q.Shape.With(3, v.Shape[3]));

        string OfGroup(string perKeyHead) => grouped ? onnx.Add("Unsqueeze", [perKeyHead, onnx.Vector(2)]) : perKeyHead;
    }

    private string Mask(OnnxBuilder onnx, Dim queries, Dim keys, bool square)
    {
        var key = onnx.Add("Unsqueeze", [onnx.Iota(keys), onnx.Vector(0)]);
        var query = onnx.Add("Unsqueeze", [onnx.Iota(queries), onnx.Vector(1)]);
        if (!square)
            query = onnx.Add("Add", [query, onnx.Extent(keys - queries)]);
        var causal = onnx.Add("LessOrEqual", [key, query]);
        return Window == 0
            ? causal
            : onnx.Add("And", [causal, onnx.Add("Less", [onnx.Add("Sub", [query, onnx.Scalar(ElementType.Int64, Window)]), key])]);
    }
}
