namespace Modelwright.Kernels;

/// <summary>The sizes of an attention.</summary>
/// <param name="Batch">B, sequences.</param>
/// <param name="Queries">T, queries per sequence.</param>
/// <param name="Heads">H, query heads; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="KeyHeads">K, heads of keys and values; query head h reads head h / (H / K).</param>
/// <param name="KeyWidth">E, elements of a query and a key.</param>
/// <param name="ValueWidth">F, elements of a value.</param>
public readonly record struct AttentionShape(int Batch, int Queries, int Heads, int KeyHeads, int KeyWidth, int ValueWidth);

/// <summary>Attention with a softmax that never holds the whole score matrix.</summary>
public static class Attention
{
    /// <summary>
    /// y[b, t, h] = sum over s of softmax(scale * q[b, t, h] · k[b, s, h / (H / K)]) v[b, s, h / (H / K)]. Allocates nothing.
    /// </summary>
    /// <param name="q">[B, T, H, E], row-major.</param>
    /// <param name="k">[B, S, K, E]; S is its length.</param>
    /// <param name="v">[B, S, K, F], as long as k.</param>
    /// <param name="y">[B, T, H, F], row-major; must not overlap the others.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="causal">Whether query t, at absolute position S - T + t, reads only keys up to its own position.</param>
    public static void Run(
        ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y,
        AttentionShape shape, float scale, bool causal)
    {
        var (batch, queries, heads, keyHeads, keyWidth, valueWidth) = shape;
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < queries; t++)
            {
                for (var h = 0; h < heads; h++)
                {
                    var query = q.Slice(((((b * queries) + t) * heads) + h) * keyWidth, keyWidth);
                    var result = y.Slice(((((b * queries) + t) * heads) + h) * valueWidth, valueWidth);
                    var head = h / (heads / keyHeads);
                    var last = causal ? k.Length - queries + t : k.Length - 1;
                    result.Clear();
                    var (max, total) = (float.NegativeInfinity, 0f);
                    for (var s = 0; s <= last; s++)
                    {
                        var key = k.Data.Slice((int)(b * k.OuterStride) + (((s * keyHeads) + head) * keyWidth), keyWidth);
                        var value = v.Data.Slice((int)(b * v.OuterStride) + (((s * keyHeads) + head) * valueWidth), valueWidth);
                        var score = 0f;
                        for (var e = 0; e < keyWidth; e++)
                            score += query[e] * key[e];
                        score *= scale;
                        var newMax = Math.Max(max, score);
                        var (keep, weight) = (MathF.Exp(max - newMax), MathF.Exp(score - newMax));
                        (max, total) = (newMax, (total * keep) + weight);
                        for (var f = 0; f < valueWidth; f++)
                            result[f] = (result[f] * keep) + (weight * value[f]);
                    }

                    for (var f = 0; f < valueWidth; f++)
                        result[f] /= total;
                }
            }
        }
    }
}
