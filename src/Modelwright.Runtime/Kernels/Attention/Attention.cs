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
    // So many queries of a head, and so many keys, meet at a time.
    private const int BlockQueries = 4 * Tile.Tall;

    /// <summary>
    /// y[b, t, h] = sum over s of softmax(scale * q[b, t, h] · k[b, s, h / (H / K)]) v[b, s, h / (H / K)]. Allocates nothing
    /// once warm.
    /// </summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="q">[B, T, H, E], row-major.</param>
    /// <param name="k">[B, S, K, E]; S is its length, at least T if causal, at least 1 if not.</param>
    /// <param name="v">[B, S, K, F], as long as k.</param>
    /// <param name="y">[B, T, H, F], row-major; must not overlap the others.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="causal">Whether query t, at position S - T + t among the keys, reads only keys up to its own position.</param>
    /// <param name="window">How many of these, its own the last, it reads at most; 0 for all.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Run(
        Worker worker, ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y,
        AttentionShape shape, float scale, bool causal, int window = 0) =>
        Run(worker, q, k, v, y, default(Epilogue.None), shape, scale, causal, window);

    /// <summary>The same, and what an epilogue makes of it, part by part.</summary>
    /// <param name="worker">The thread; all of a call share the work, and each runs the epilogue over what it has computed.</param>
    /// <param name="q">[B, T, H, E], row-major.</param>
    /// <param name="k">[B, S, K, E]; S is its length, at least T if causal, at least 1 if not.</param>
    /// <param name="v">[B, S, K, F], as long as k.</param>
    /// <param name="y">[B, T, H, F], row-major; must not overlap the others, nor what the epilogue reads elsewhere.</param>
    /// <param name="epilogue">
    /// Runs once over each element of y as [B T, H F], never over several heads at once; it may write elements of y that it is given, and
    /// reads no others.
    /// </param>
    /// <param name="shape">The sizes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="causal">Whether query t, at position S - T + t among the keys, reads only keys up to its own position.</param>
    /// <param name="window">How many of these, its own the last, it reads at most; 0 for all.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Run<TEpilogue>(
        Worker worker, ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y, TEpilogue epilogue,
        AttentionShape shape, float scale, bool causal, int window = 0)
        where TEpilogue : IEpilogue, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Lanes16, TEpilogue>(worker, q, k, v, y, epilogue, shape, scale, causal, window);
        else if (Vector256.IsHardwareAccelerated)
            Run<Lanes8, TEpilogue>(worker, q, k, v, y, epilogue, shape, scale, causal, window);
        else
            Run<Lanes4, TEpilogue>(worker, q, k, v, y, epilogue, shape, scale, causal, window);
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal static void Run<L, TEpilogue>(
        Worker worker, ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, Span<float> y, TEpilogue epilogue,
        AttentionShape shape, float scale, bool causal, int window = 0)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        var (batch, queries, heads, keyHeads, keyWidth, valueWidth) = shape;
        var length = k.Length;
        Guard.Length(nameof(q), q.Length, (long)batch * queries * heads * keyWidth);
        Guard.Length(nameof(y), y.Length, (long)batch * queries * heads * valueWidth);
        Guard.Reaches(nameof(k), k.Data.Length, ((batch - 1) * k.OuterStride) + ((long)length * keyHeads * keyWidth));
        Guard.Reaches(nameof(v), v.Data.Length, ((batch - 1) * v.OuterStride) + ((long)length * keyHeads * valueWidth));
        if (v.Length != length || length < (causal ? queries : 1))
            throw new ArgumentException($"attention of {queries} queries over {length} keys and {v.Length} values");

        var work = (long)queries * heads * length * (keyWidth + valueWidth) / Gemm.StepsPerElement;
        var own = worker.Share(batch * keyHeads, work / keyHeads);
        var sharers = worker.Sharers(batch * work);
        for (var b = 0; b < batch; b++)
        {
            var first = (nint)b * queries * heads;
            ref var query = ref Unsafe.Add(ref MemoryMarshal.GetReference(q), first * keyWidth);
            ref var key = ref Unsafe.Add(ref MemoryMarshal.GetReference(k.Data), (nint)(b * k.OuterStride));
            ref var value = ref Unsafe.Add(ref MemoryMarshal.GetReference(v.Data), (nint)(b * v.OuterStride));
            ref var result = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), first * valueWidth);
            var ownHeads = Part(own, b * keyHeads, keyHeads);
            if (queries == 1 && ownHeads.Count == 0)
                continue;
            if (queries == 1 && heads <= keyHeads * AttentionStep<L>.MostQueries)
                RunStep<L>(ref query, ref key, ref value, ref result, shape, ownHeads, length, k.Start, scale, window);
            else if (queries == 1)
                RunGroups<L>(ref query, ref key, ref value, ref result, shape, ownHeads, length, k.Start, scale, window);
            else if (worker.Index < sharers)
                RunSequence<L, TEpilogue>(worker.Index, sharers, b, ref query, ref key, ref value, ref result, ref epilogue, shape, length, k.Start, scale, causal, window);
            if (queries == 1)
                Complete(ref epilogue, new(b, b + 1), new(ownHeads.Start * heads / keyHeads, ownHeads.End * heads / keyHeads), valueWidth);
        }
    }

    /// <summary>One query, and few heads that share keys.</summary>
    private static void RunStep<L>(
        ref float q, ref float k, ref float v, ref float y, AttentionShape shape, Share own, int length, int start, float scale, int window)
        where L : struct, ILanes<L>
    {
        var step = new AttentionStep<L>(shape, scale);
        var unread = window > 0 ? Math.Max(0, length - window) : 0;
        var first = FirstBlock<L>(unread, start);
        for (int s = first, keys; s < length; s += keys)
        {
            keys = Math.Min(KeysOfBlock<L>(s, start), length - s);
            step.Add(
                ref q,
                ref Unsafe.Add(ref k, (nint)s * shape.KeyHeads * shape.KeyWidth),
                ref Unsafe.Add(ref v, (nint)s * shape.KeyHeads * shape.ValueWidth),
                ref y, own, keys, unread - s, isFirst: s == first);
        }

        step.Finish(ref y, own);
    }

    /// <summary>
    /// One query, and many heads that share keys: they are the rows of a block. Keys are walked once, for all heads of a worker,
    /// since it is memory that takes the time.
    /// </summary>
    private static void RunGroups<L>(
        ref float q, ref float k, ref float v, ref float y, AttentionShape shape, Share own, int length, int start, float scale, int window)
        where L : struct, ILanes<L>
    {
        var (_, _, heads, keyHeads, keyWidth, valueWidth) = shape;
        var group = heads / keyHeads;
        var block = new AttentionBlock<L>(shape, rows: group, totals: heads, rowStride: 1, scale);
        var unread = window > 0 ? Math.Max(0, length - window) : 0;
        var first = FirstBlock<L>(unread, start);
        for (int s = first, keys; s < length; s += keys)
        {
            keys = Math.Min(KeysOfBlock<L>(s, start), length - s);
            for (var head = own.Start; head < own.End; head++)
            {
                block.Add(
                    ref Unsafe.Add(ref q, head * group * keyWidth),
                    ref Unsafe.Add(ref k, (((nint)s * keyHeads) + head) * keyWidth),
                    ref Unsafe.Add(ref v, (((nint)s * keyHeads) + head) * valueWidth),
                    ref Unsafe.Add(ref y, head * group * valueWidth),
                    group, keys, unread - s, seen: keys, seenStep: 0, firstTotal: head * group, isFirst: s == first);
            }
        }

        block.Finish(ref Unsafe.Add(ref y, own.Start * group * valueWidth), own.Count * group, firstTotal: own.Start * group);
    }

    /// <summary>
    /// Many queries: those of one head are the rows of a block. Workers take blocks by turns, and heads
    /// forwards and backwards by turns, because later queries may read more keys.
    /// </summary>
    private static void RunSequence<L, TEpilogue>(
        int worker, int workers, int batch, ref float q, ref float k, ref float v, ref float y, ref TEpilogue epilogue,
        AttentionShape shape, int length, int start, float scale, bool causal, int window)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        var (_, queries, heads, keyHeads, keyWidth, valueWidth) = shape;
        var block = new AttentionBlock<L>(shape, BlockQueries, totals: BlockQueries, rowStride: heads, scale);
        var blocks = (queries + BlockQueries - 1) / BlockQueries;
        var turn = worker;
        for (var head = 0; head < heads; head++)
        {
            var keyHead = head / (heads / keyHeads);
            for (var i = 0; i < blocks; i++)
            {
                if (turn-- > 0)
                    continue;
                turn = workers - 1;
                var t = (head % 2 == 0 ? i : blocks - 1 - i) * BlockQueries;
                var rows = Math.Min(BlockQueries, queries - t);
                var seenByFirst = causal ? length - queries + t + 1 : length;
                var seenByLast = causal ? seenByFirst + rows - 1 : length;
                ref var result = ref Unsafe.Add(ref y, (((nint)t * heads) + head) * valueWidth);
                var unread = window > 0 ? seenByFirst - window : 0;
                var first = FirstBlock<L>(unread, start);
                for (int s = first, keys; s < seenByLast; s += keys)
                {
                    keys = Math.Min(KeysOfBlock<L>(s, start), seenByLast - s);
                    block.Add(
                        ref Unsafe.Add(ref q, (((nint)t * heads) + head) * keyWidth),
                        ref Unsafe.Add(ref k, (((nint)s * keyHeads) + keyHead) * keyWidth),
                        ref Unsafe.Add(ref v, (((nint)s * keyHeads) + keyHead) * valueWidth),
                        ref result,
                        rows, keys, window > 0 ? unread - s : -length - rows, seenByFirst - s, causal ? 1 : 0,
                        firstTotal: 0, isFirst: s == first);
                }

                block.Finish(ref result, rows, firstTotal: 0);
                var row = (batch * queries) + t;
                Complete(ref epilogue, new(row, row + rows), new(head, head + 1), valueWidth);
            }
        }
    }

    /// <summary>Runs the epilogue over some rows of some heads, one head after another.</summary>
    private static void Complete<TEpilogue>(ref TEpilogue epilogue, Share rows, Share heads, int width)
        where TEpilogue : IEpilogue, allows ref struct
    {
        for (var head = heads.Start; head < heads.End; head++)
            Epilogue.Run(ref epilogue, rows, new(head * width, (head + 1) * width));
    }

    // What of a part of a range lies in another one, counted from that one's start.
    private static Share Part(Share range, int start, int count) =>
        new(Math.Clamp(range.Start - start, 0, count), Math.Clamp(range.End - start, 0, count));

    // Blocks end where they would if all keys of the sequence were there, so that bits do not depend on how many are kept.
    private static int KeysOfBlock<L>(int key, int start)
        where L : struct, ILanes<L> => AttentionBlock<L>.Keys - ((start + key) % AttentionBlock<L>.Keys);

    private static int FirstBlock<L>(int key, int start)
        where L : struct, ILanes<L> => Math.Max(0, ((start + Math.Max(0, key)) / AttentionBlock<L>.Keys * AttentionBlock<L>.Keys) - start);
}
