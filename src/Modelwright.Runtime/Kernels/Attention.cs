using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>The sizes of an attention.</summary>
/// <param name="Batch">B, sequences.</param>
/// <param name="Queries">T, queries per sequence.</param>
/// <param name="Heads">H, query heads; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="KeyHeads">K, heads of keys and values; query head h reads head h / (H / K).</param>
/// <param name="KeyWidth">E, elements of a query and a key.</param>
/// <param name="ValueWidth">F, elements of a value.</param>
public readonly record struct AttentionShape(int Batch, int Queries, int Heads, int KeyHeads, int KeyWidth, int ValueWidth);

/// <summary>Attention whose softmax is carried along block by block, so that the score matrix never exists.</summary>
public static class Attention
{
    // Scores of this many queries and keys exist at a time.
    private const int BlockQueries = 4 * Tile.Tall, BlockKeys = 128;

    /// <summary>
    /// y[b, t, h] = sum over s of softmax(scale * q[b, t, h] · k[b, s, h / (H / K)]) v[b, s, h / (H / K)]. Allocates nothing
    /// once warm.
    /// </summary>
    /// <param name="q">[B, T, H, E], row-major.</param>
    /// <param name="k">[B, S, K, E]; S is its length, at least T if causal, at least 1 if not.</param>
    /// <param name="v">[B, S, K, F], as long as k.</param>
    /// <param name="y">[B, T, H, F], row-major; must not overlap the others.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="causal">Whether query t, at absolute position S - T + t, reads only keys up to its own position.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Run(
        ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y,
        AttentionShape shape, float scale, bool causal)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Lanes16>(q, k, v, y, shape, scale, causal);
        else if (Vector256.IsHardwareAccelerated)
            Run<Lanes8>(q, k, v, y, shape, scale, causal);
        else
            Run<Lanes4>(q, k, v, y, shape, scale, causal);
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal static void Run<L>(
        ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y,
        AttentionShape shape, float scale, bool causal)
        where L : struct, ILanes<L>
    {
        var (batch, queries, heads, keyHeads, keyWidth, valueWidth) = shape;
        var length = k.Length;
        var keyStep = keyHeads * keyWidth;
        var valueStep = keyHeads * valueWidth;
        Guard.Length(nameof(q), q.Length, (long)batch * queries * heads * keyWidth);
        Guard.Length(nameof(y), y.Length, (long)batch * queries * heads * valueWidth);
        Guard.Reaches(nameof(k), k.Data.Length, ((batch - 1) * k.OuterStride) + ((long)length * keyStep));
        Guard.Reaches(nameof(v), v.Data.Length, ((batch - 1) * v.OuterStride) + ((long)length * valueStep));
        if (v.Length != length || length < (causal ? queries : 1))
            throw new ArgumentException($"attention of {queries} queries over {length} keys and {v.Length} values");

        // Rows that read the same keys are computed together: the queries of one head, or, where there is one query, the
        // heads that share its keys.
        var group = heads / keyHeads;
        var isStep = queries == 1;
        var rows = new Rows
        {
            Count = isStep ? group : queries,
            Stride = isStep ? 1 : heads,
            FirstEnd = causal && !isStep ? length - queries + 1 : length,
            EndStep = causal && !isStep ? 1 : 0,
        };
        var sets = isStep ? keyHeads : heads;
        for (var b = 0; b < batch; b++)
        {
            for (var set = 0; set < sets; set++)
            {
                var head = isStep ? set * group : set;
                var first = (nint)b * queries * heads + head;
                Run<L>(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(q), first * keyWidth),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(k.Data), (nint)((b * k.OuterStride) + (head / group * keyWidth))), keyStep,
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(v.Data), (nint)((b * v.OuterStride) + (head / group * valueWidth))), valueStep,
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(y), first * valueWidth),
                    rows, length, keyWidth, valueWidth, scale);
            }
        }
    }

    /// <summary>Queries that read the same keys: query i is row i * Stride and reads FirstEnd + i * EndStep keys.</summary>
    private readonly struct Rows
    {
        public required int Count { get; init; }

        public required int Stride { get; init; }

        public required int FirstEnd { get; init; }

        public required int EndStep { get; init; }

        public int End(int row) => FirstEnd + (row * EndStep);
    }

    private static void Run<L>(
        ref float q, ref float k, nint keyStep, ref float v, nint valueStep, ref float y,
        Rows rows, int length, int keyWidth, int valueWidth, float scale)
        where L : struct, ILanes<L>
    {
        var width = Tile.Width<L>();
        var paddedValueWidth = (valueWidth + width - 1) / width * width;
        ref var scores = ref Scratch.Take((BlockQueries * (BlockKeys + 2)) + (BlockKeys * (keyWidth + paddedValueWidth)));
        ref var packedKeys = ref Unsafe.Add(ref scores, BlockQueries * BlockKeys);
        ref var packedValues = ref Unsafe.Add(ref packedKeys, BlockKeys * keyWidth);
        ref var maxima = ref Unsafe.Add(ref packedValues, BlockKeys * paddedValueWidth);
        ref var totals = ref Unsafe.Add(ref maxima, BlockQueries);
        for (var first = 0; first < rows.Count; first += BlockQueries)
        {
            var count = Math.Min(BlockQueries, rows.Count - first);
            ref var queries = ref Unsafe.Add(ref q, (nint)first * rows.Stride * keyWidth);
            ref var results = ref Unsafe.Add(ref y, (nint)first * rows.Stride * valueWidth);
            var resultStride = (nint)rows.Stride * valueWidth;
            for (var s = 0; s < rows.End(first + count - 1); s += BlockKeys)
            {
                var keys = Math.Min(BlockKeys, rows.End(first + count - 1) - s);
                PackKeys<L>(ref Unsafe.Add(ref k, s * keyStep), keyStep, keys, keyWidth, ref packedKeys);
                PackValues<L>(ref Unsafe.Add(ref v, s * valueStep), valueStep, keys, valueWidth, ref packedValues);
                MultiplyDeep<L>(
                    ref queries, rows.Stride * (nint)keyWidth, ref packedKeys, ref scores, count, keyWidth, keys);
                for (var row = 0; row < count; row++)
                {
                    var seen = Math.Clamp(rows.End(first + row) - s, 0, keys);
                    CarrySoftmax<L>(
                        ref Unsafe.Add(ref scores, row * BlockKeys), seen, keys, scale, s == 0,
                        ref Unsafe.Add(ref maxima, row), ref Unsafe.Add(ref totals, row),
                        ref Unsafe.Add(ref results, row * resultStride), valueWidth);
                }

                Gemm.Multiply<L>(
                    ref scores, BlockKeys, 1, ref packedValues, width, (nint)keys * width,
                    ref results, resultStride, 1, count, keys, valueWidth, accumulate: s > 0);
            }

            for (var row = 0; row < count; row++)
                Scale<L>(ref Unsafe.Add(ref results, row * resultStride), valueWidth, 1 / Unsafe.Add(ref totals, row));
        }
    }

    /// <summary>Panels [E, width] of keys.</summary>
    private static void PackKeys<L>(ref float k, nint keyStep, int keys, int keyWidth, ref float packed)
        where L : struct, ILanes<L>
    {
        var width = Tile.Width<L>();
        for (var s = 0; s < keys; s += width)
            Packing.Interleave(ref Unsafe.Add(ref k, s * keyStep), keyStep, 1, Math.Min(width, keys - s), keyWidth, width, ref Unsafe.Add(ref packed, s * keyWidth));
    }

    /// <summary>Panels [keys, width] of values.</summary>
    private static void PackValues<L>(ref float v, nint valueStep, int keys, int valueWidth, ref float packed)
        where L : struct, ILanes<L>
    {
        var width = Tile.Width<L>();
        for (var f = 0; f < valueWidth; f += width)
            Packing.Interleave(ref Unsafe.Add(ref v, f), 1, valueStep, Math.Min(width, valueWidth - f), keys, width, ref Unsafe.Add(ref packed, f * keys));
    }

    /// <summary>Scores of a block, [rows, keys] at a row stride of <see cref="BlockKeys"/>; the inner axis may be of any length.</summary>
    private static void MultiplyDeep<L>(ref float q, nint queryStride, ref float packedKeys, ref float scores, int rows, int keyWidth, int keys)
        where L : struct, ILanes<L>
    {
        const int MostDepth = Gemm.MostInterleaved / Tile.Tall;
        var width = Tile.Width<L>();
        for (var e = 0; e < keyWidth; e += MostDepth)
        {
            Gemm.Multiply<L>(
                ref Unsafe.Add(ref q, e), queryStride, 1, ref Unsafe.Add(ref packedKeys, e * width), width, (nint)keyWidth * width,
                ref scores, BlockKeys, 1, rows, Math.Min(MostDepth, keyWidth - e), keys, accumulate: e > 0);
        }
    }

    /// <summary>
    /// Turns the scores of one row into weights relative to the largest score so far, and what the row has summed up
    /// before to the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CarrySoftmax<L>(
        ref float scores, int seen, int keys, float scale, bool isFirst, ref float maximum, ref float total, ref float result, int valueWidth)
        where L : struct, ILanes<L>
    {
        // Whole vectors are computed; a row has room for BlockKeys. What fills the last one does not change the maximum.
        var end = (seen + L.Count - 1) / L.Count * L.Count;
        for (var i = seen; i < end; i++)
            Unsafe.Add(ref scores, i) = scores;

        var factor = L.Create(scale);
        var largest = L.Create(isFirst ? float.NegativeInfinity : maximum);
        for (var i = 0; i < end; i += L.Count)
        {
            var score = L.Load(ref scores, i) * factor;
            score.Store(ref scores, i);
            largest = L.Max(largest, score);
        }

        // What is beyond the seen scores has no weight.
        for (var i = seen; i < end; i++)
            Unsafe.Add(ref scores, i) = float.NegativeInfinity;
        for (var i = end; i < keys; i++)
            Unsafe.Add(ref scores, i) = 0;

        var newMaximum = L.MaxOf(largest);
        var origin = L.Create(newMaximum);
        var sum = L.Create(0);
        for (var i = 0; i < end; i += L.Count)
        {
            var weight = Lanes.Exp(L.Load(ref scores, i) - origin);
            weight.Store(ref scores, i);
            sum += weight;
        }

        if (isFirst)
        {
            total = L.Sum(sum);
        }
        else
        {
            var keep = maximum == newMaximum ? 1 : MathF.Exp(maximum - newMaximum);
            total = (total * keep) + L.Sum(sum);
            if (keep != 1)
                Scale<L>(ref result, valueWidth, keep);
        }

        maximum = newMaximum;
    }

    private static void Scale<L>(ref float row, int count, float factor)
        where L : struct, ILanes<L>
    {
        var i = 0;
        for (; i <= count - L.Count; i += L.Count)
            (L.Load(ref row, i) * L.Create(factor)).Store(ref row, i);
        for (; i < count; i++)
            Unsafe.Add(ref row, i) *= factor;
    }
}
