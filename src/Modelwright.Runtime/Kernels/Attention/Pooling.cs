using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>
/// Attention pooling: at each of some places the mean of items, weighted by the softmax of their products with one query.
/// The softmax is online (Milakov &amp; Gimelshein 2018, arXiv 1805.02867): weights are relative to the greatest score so far,
/// and an item is fetched once.
/// </summary>
public readonly ref struct Pooling
{
    // Items that are weighed together; they are still near when they are added.
    private const int Block = 32;

    private readonly ReadOnlySpan<float> _query;
    private readonly Span<float> _sums;
    private readonly Span<float> _greatest;
    private readonly Span<float> _totals;
    private readonly Share _own;

    /// <summary>Begins at every place, with no item seen.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="query">[width].</param>
    /// <param name="means">[places, width], where the result will be.</param>
    /// <param name="scratch">Room for two floats a place.</param>
    public Pooling(Worker worker, ReadOnlySpan<float> query, Span<float> means, Span<float> scratch)
    {
        var places = scratch.Length / 2;
        Guard.Length(nameof(means), means.Length, (long)places * query.Length);
        _query = query;
        _sums = means;
        _greatest = scratch[..places];
        _totals = scratch[places..];
        _own = worker.Share(places, query.Length);
        _totals[_own.Start.._own.End].Clear();
        _greatest[_own.Start.._own.End].Fill(float.NegativeInfinity);
    }

    /// <summary>Takes the items of a list into account.</summary>
    /// <param name="items">[N, places, width].</param>
    /// <param name="factors">What the score of each is multiplied by, [N, places].</param>
    /// <param name="isLast">Whether sums are to become means. A place without an item is 0.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public void Add(ReadOnlySpan<float> items, ReadOnlySpan<float> factors, bool isLast)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<Lanes16>(items, factors, isLast);
        else if (Vector256.IsHardwareAccelerated)
            Add<Lanes8>(items, factors, isLast);
        else
            Add<Lanes4>(items, factors, isLast);
    }

    /// <summary>
    /// Takes the items of a list into account in two poolings, which is as if each did, but they are fetched once.
    /// </summary>
    /// <param name="first">One, of some places and width.</param>
    /// <param name="second">Another, of as many places and the same width.</param>
    /// <param name="items">[N, places, width].</param>
    /// <param name="factors">What the score of each is multiplied by, [N, places].</param>
    /// <param name="isLast">Whether the sums of each are to become means.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public static void Add(Pooling first, Pooling second, ReadOnlySpan<float> items, ReadOnlySpan<float> factors, (bool First, bool Second) isLast)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<Lanes16>(first, second, items, factors, isLast);
        else if (Vector256.IsHardwareAccelerated)
            Add<Lanes8>(first, second, items, factors, isLast);
        else
            Add<Lanes4>(first, second, items, factors, isLast);
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal void Add<L>(ReadOnlySpan<float> items, ReadOnlySpan<float> factors, bool isLast)
        where L : struct, ILanes<L>
    {
        Add<L, OneQuery>(this, this, items, factors);
        if (isLast)
            Divide<L>();
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal static void Add<L>(Pooling first, Pooling second, ReadOnlySpan<float> items, ReadOnlySpan<float> factors, (bool First, bool Second) isLast)
        where L : struct, ILanes<L>
    {
        Guard.Length(nameof(second), second._sums.Length, first._sums.Length);
        Guard.Length(nameof(second), second._totals.Length, first._totals.Length);
        Add<L, TwoQueries>(first, second, items, factors);
        if (isLast.First)
            first.Divide<L>();
        if (isLast.Second)
            second.Divide<L>();
    }

    private static void Add<L, Q>(Pooling first, Pooling second, ReadOnlySpan<float> items, ReadOnlySpan<float> factors)
        where L : struct, ILanes<L>
        where Q : struct, IQueries
    {
        var (count, width, places) = (first.Count(items, factors), first._query.Length, first._totals.Length);
        var stride = (nint)places * width;
        Span<float> weights = stackalloc float[Block];
        Span<float> others = stackalloc float[Block];
        for (var place = first._own.Start; place < first._own.End; place++)
        {
            for (int start = 0, block; start < count; start += block)
            {
                block = Math.Min(Block, count - start);
                ref var item = ref Unsafe.Add(ref MemoryMarshal.GetReference(items), (start * stride) + ((nint)place * width));
                PoolScores.Compute<L, Q>(
                    ref MemoryMarshal.GetReference(first._query), ref MemoryMarshal.GetReference(second._query),
                    ref item, stride, block, width, ref weights[0], ref others[0]);
                var kept = first.Weigh<L>(place, weights[..block], factors[(start * places)..]);
                var keptOther = Q.AreTwo ? second.Weigh<L>(place, others[..block], factors[(start * places)..]) : 1;
                WeightedSums.Add<L, Q>(
                    ref weights[0], ref others[0], ref item, stride, block,
                    ref MemoryMarshal.GetReference(first.SumAt(place)), ref MemoryMarshal.GetReference(second.SumAt(place)), width,
                    new Ahead(ref Unsafe.Add(ref item, width), stride), kept, keptOther);
            }
        }
    }

    private int Count(ReadOnlySpan<float> items, ReadOnlySpan<float> factors)
    {
        Guard.Length(nameof(items), items.Length, (long)factors.Length * _query.Length);
        return _totals.Length == 0 ? 0 : factors.Length / _totals.Length;
    }

    /// <summary>Turns the products of some items into weights.</summary>
    /// <param name="place">The place.</param>
    /// <param name="weights">The products, then the weights.</param>
    /// <param name="factors">What the products are multiplied by, at every place.</param>
    /// <returns>What the sum so far is to be multiplied by.</returns>
    private float Weigh<L>(int place, Span<float> weights, ReadOnlySpan<float> factors)
        where L : struct, ILanes<L>
    {
        var greatest = float.NegativeInfinity;
        for (var i = 0; i < weights.Length; i++)
            greatest = MathF.Max(greatest, weights[i] *= factors[(i * _totals.Length) + place]);

        // Where nothing weighs anything yet, there is no sum.
        var isFirst = float.IsNegativeInfinity(_greatest[place]);
        if (float.IsNegativeInfinity(greatest))
        {
            weights.Clear();
            return isFirst ? 0 : 1;
        }

        var kept = RunningSoftmax.ToWeights<L>(
            ref MemoryMarshal.GetReference(weights), 1, 0, weights.Length, weights.Length, ref _greatest[place], ref _totals[place], isFirst);
        return isFirst ? 0 : kept;
    }

    private void Divide<L>()
        where L : struct, ILanes<L>
    {
        for (var place = _own.Start; place < _own.End; place++)
        {
            var sum = SumAt(place);
            if (_totals[place] == 0)
                sum.Clear();
            else
                RunningSoftmax.Scale<L>(ref MemoryMarshal.GetReference(sum), sum.Length, 1 / _totals[place]);
        }
    }

    private Span<float> SumAt(int place) => _sums.Slice(place * _query.Length, _query.Length);
}
