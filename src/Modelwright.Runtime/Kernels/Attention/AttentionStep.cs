using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// One query of each head, over keys and values where they lie. Memory takes most of the time, so each is walked once: a few
/// keys for all heads, then the next few, and then their values in the same way, while what follows is fetched.
/// </summary>
/// <remarks>Every element is the chain of additions that <see cref="AttentionBlock{L}"/> makes of it: a step has the bits of a sequence.</remarks>
internal readonly ref struct AttentionStep<L>
    where L : struct, ILanes<L>
{
    /// <summary>The most queries that read the same keys: for more of them it is worth laying keys out in panels.</summary>
    public const int MostQueries = 4;

    // The keys of a head before those of the next one: as many as the widest lanes.
    private const int Run = 16;

    private readonly int _group;
    private readonly int _keyWidth;
    private readonly int _valueWidth;
    private readonly nint _keyStride;
    private readonly nint _valueStride;
    private readonly float _scale;
    private readonly ref float _scores;
    private readonly ref float _square;
    private readonly ref float _lastKeys;
    private readonly ref float _maxima;
    private readonly ref float _totals;

    /// <summary>Takes room for a step.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    public AttentionStep(AttentionShape shape, float scale)
    {
        var (_, _, heads, keyHeads, keyWidth, valueWidth) = shape;
        (_group, _keyWidth, _valueWidth, _scale) = (heads / keyHeads, keyWidth, valueWidth, scale);
        _keyStride = (nint)keyHeads * keyWidth;
        _valueStride = (nint)keyHeads * valueWidth;
        ref var room = ref Scratch.Take((heads * AttentionBlock<L>.Keys) + (L.Count * (L.Count + keyWidth)) + (2 * heads));
        _scores = ref room;
        _square = ref Unsafe.Add(ref _scores, heads * AttentionBlock<L>.Keys);
        _lastKeys = ref Unsafe.Add(ref _square, L.Count * L.Count);
        _maxima = ref Unsafe.Add(ref _lastKeys, L.Count * keyWidth);
        _totals = ref Unsafe.Add(ref _maxima, heads);
    }

    /// <summary>Adds to results what their queries read from a block of keys.</summary>
    /// <param name="q">The first query, of all heads.</param>
    /// <param name="k">The first key of the block, of all heads.</param>
    /// <param name="v">Its value.</param>
    /// <param name="y">The first result.</param>
    /// <param name="heads">The heads of keys that are this thread's.</param>
    /// <param name="keys">Keys, at most <see cref="AttentionBlock{L}.Keys"/>.</param>
    /// <param name="unread">How many at the front are not read; may be less than 0.</param>
    /// <param name="isFirst">Whether the queries have read nothing before.</param>
    public void Add(ref float q, ref float k, ref float v, ref float y, Share heads, int keys, int unread, bool isFirst)
    {
        for (int s = 0, count; s < keys; s += count)
        {
            count = Math.Min(Run, keys - s);
            for (var head = heads.Start; head < heads.End; head++)
            {
                ref var key = ref Unsafe.Add(ref k, (s * _keyStride) + (head * _keyWidth));
                var next = s + Run < keys ? new Ahead(ref Unsafe.Add(ref key, Run * _keyStride), _keyStride) : new Ahead(ref Unsafe.Add(ref v, head * _valueWidth), _valueStride);
                Score(ref Unsafe.Add(ref q, head * _group * _keyWidth), ref key, count, ref ScoresOf(head * _group, s), next);
            }
        }

        for (var row = heads.Start * _group; row < heads.End * _group; row++)
        {
            ref var result = ref Unsafe.Add(ref y, row * _valueWidth);
            var kept = RunningSoftmax.ToWeights<L>(
                ref ScoresOf(row, 0), _scale, Math.Clamp(unread, 0, keys), keys, keys,
                ref Unsafe.Add(ref _maxima, row), ref Unsafe.Add(ref _totals, row), isFirst);
            if (isFirst)
                MemoryMarshal.CreateSpan(ref result, _valueWidth).Clear();
            else if (kept != 1)
                RunningSoftmax.Scale<L>(ref result, _valueWidth, kept);
        }

        for (int s = 0, count; s < keys; s += count)
        {
            count = Math.Min(Run, keys - s);
            for (var head = heads.Start; head < heads.End; head++)
            {
                ref var value = ref Unsafe.Add(ref v, (s * _valueStride) + (head * _valueWidth));
                var next = s + Run < keys
                    ? new Ahead(ref Unsafe.Add(ref value, Run * _valueStride), _valueStride)
                    : new Ahead(ref Unsafe.Add(ref k, (keys * _keyStride) + (head * _keyWidth)), _keyStride);
                AddValues(head, s, count, ref value, ref y, next);
            }
        }
    }

    /// <summary>Divides results by their total weights.</summary>
    public void Finish(ref float y, Share heads)
    {
        for (var row = heads.Start * _group; row < heads.End * _group; row++)
            RunningSoftmax.Scale<L>(ref Unsafe.Add(ref y, row * _valueWidth), _valueWidth, 1 / Unsafe.Add(ref _totals, row));
    }

    /// <summary>The products of the queries that share a head of keys with some keys.</summary>
    private void Score(ref float q, ref float k, int keys, ref float scores, Ahead next)
    {
        for (var s = 0; s < keys; s += L.Count)
        {
            ref var key = ref Unsafe.Add(ref k, s * _keyStride);
            var stride = _keyStride;
            if (keys - s < L.Count)
            {
                // As many as there are lanes are read, and there may be nothing behind.
                Copy(ref key, keys - s);
                key = ref _lastKeys;
                stride = _keyWidth;
            }

            var ahead = next.From(s);
            for (int row = 0, rows; row < _group; row += rows)
            {
                rows = Math.Min(StepScores.MostRows, _group - row);
                ref var queries = ref Unsafe.Add(ref q, row * _keyWidth);
                ref var to = ref Unsafe.Add(ref scores, (row * AttentionBlock<L>.Keys) + s);
                if (rows == 1)
                    StepScores.One<L>(ref queries, ref key, stride, _keyWidth, ref to, ref _square, ahead);
                else
                    StepScores.Some<L>(ref queries, rows, ref key, stride, _keyWidth, ref to, AttentionBlock<L>.Keys, ref _square, ahead);
                ahead = default;
            }
        }
    }

    /// <summary>Adds some weighted values to the results of the queries that share a head of them, two at a time.</summary>
    private void AddValues(int head, int s, int count, ref float value, ref float y, Ahead next)
    {
        var (row, end) = (head * _group, (head + 1) * _group);
        for (; row + 1 < end; row += 2)
        {
            WeightedSums.Add<L, TwoQueries>(
                ref ScoresOf(row, s), ref ScoresOf(row + 1, s), ref value, _valueStride, count,
                ref Unsafe.Add(ref y, row * _valueWidth), ref Unsafe.Add(ref y, (row + 1) * _valueWidth), _valueWidth, next);
            next = default;
        }

        if (row < end)
            WeightedSums.Add<L>(ref ScoresOf(row, s), ref value, _valueStride, count, ref Unsafe.Add(ref y, row * _valueWidth), _valueWidth, next);
    }

    private void Copy(ref float k, int keys)
    {
        for (var s = 0; s < keys; s++)
        {
            var key = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref k, s * _keyStride), _keyWidth);
            key.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _lastKeys, s * _keyWidth), _keyWidth));
        }
    }

    private ref float ScoresOf(int row, int key) => ref Unsafe.Add(ref _scores, (row * AttentionBlock<L>.Keys) + key);
}
