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
    // Items that one pass over the query and the sum takes along.
    private const int Group = 4;

    // Items that are weighed together; they are still near when they are added.
    private const int Block = 2 * Group;

    // Places that take a block one after another: what they read of an item lies in a row, and their sums stay near.
    private const int MostNeighbours = 32;

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
        var count = Count(items, factors);
        for (var (start, end) = Neighbours(_own.Start); start < end; (start, end) = Neighbours(end))
        {
            for (var item = 0; item < count; item += Block)
            {
                for (var place = start; place < end; place++)
                    Add<L>(place, items, factors, item, Math.Min(Block, count - item));
            }

            if (isLast)
                Divide(start, end);
        }
    }

    /// <summary>The same at a certain width of lanes.</summary>
    internal static void Add<L>(Pooling first, Pooling second, ReadOnlySpan<float> items, ReadOnlySpan<float> factors, (bool First, bool Second) isLast)
        where L : struct, ILanes<L>
    {
        Guard.Length(nameof(second), second._sums.Length, first._sums.Length);
        Guard.Length(nameof(second), second._totals.Length, first._totals.Length);
        var count = first.Count(items, factors);
        for (var (start, end) = first.Neighbours(first._own.Start); start < end; (start, end) = first.Neighbours(end))
        {
            for (var item = 0; item < count; item += Block)
            {
                for (var place = start; place < end; place++)
                {
                    first.Add<L>(place, items, factors, item, Math.Min(Block, count - item));
                    second.Add<L>(place, items, factors, item, Math.Min(Block, count - item));
                }
            }

            if (isLast.First)
                first.Divide(start, end);
            if (isLast.Second)
                second.Divide(start, end);
        }
    }

    private int Count(ReadOnlySpan<float> items, ReadOnlySpan<float> factors)
    {
        Guard.Length(nameof(items), items.Length, (long)factors.Length * _query.Length);
        return _totals.Length == 0 ? 0 : factors.Length / _totals.Length;
    }

    private (int Start, int End) Neighbours(int start) => (start, Math.Min(start + MostNeighbours, _own.End));

    private void Add<L>(int place, ReadOnlySpan<float> items, ReadOnlySpan<float> factors, int first, int count)
        where L : struct, ILanes<L>
    {
        var (width, places) = (_query.Length, _totals.Length);
        ref var query = ref MemoryMarshal.GetReference(_query);
        ref var item = ref Unsafe.Add(ref MemoryMarshal.GetReference(items), ((nint)((first * places) + place)) * width);
        var stride = (nint)places * width;

        // What a smaller block lacks weighs nothing.
        Span<float> weights = stackalloc float[Block];
        weights.Fill(float.NegativeInfinity);
        var grouped = count / Group * Group;
        for (var i = 0; i < grouped; i += Group)
            Products<L>(ref query, ref Unsafe.Add(ref item, i * stride), stride, width, ref weights[i]);
        for (var i = grouped; i < count; i++)
            weights[i] = Product<L>(ref query, ref Unsafe.Add(ref item, i * stride), width);

        var before = _greatest[place];
        var greatest = before;
        for (var i = 0; i < count; i++)
            greatest = MathF.Max(greatest, weights[i] *= factors[((first + i) * places) + place]);
        if (float.IsNegativeInfinity(greatest))
            return;
        var kept = before == greatest ? 1 : Scalar.Exp(before - greatest);
        _greatest[place] = greatest;
        _totals[place] *= kept;
        for (var i = 0; i < Block; i += Lanes4.Count)
        {
            var weight = Lanes.Exp(Lanes4.Load(ref weights[i], 0) - Lanes4.Create(greatest));
            weight.Store(ref weights[i], 0);
            _totals[place] += Lanes4.Sum(weight);
        }

        // A sum begins when its first items come, so that it is near.
        var sums = SumAt(place);
        if (float.IsNegativeInfinity(before))
            sums.Clear();
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (var i = 0; i < grouped; i += Group)
            Blend<L>(ref sum, i == 0 ? kept : 1, ref Unsafe.Add(ref item, i * stride), stride, ref weights[i], width);
        for (var i = grouped; i < count; i++)
            Blend<L>(ref sum, i == 0 ? kept : 1, ref Unsafe.Add(ref item, i * stride), weights[i], width);
    }

    private void Divide(int start, int end)
    {
        for (var place = start; place < end; place++)
        {
            if (_totals[place] == 0)
                SumAt(place).Clear();
            else
                Simd.Map(new Scaling(SumAt(place), 1 / _totals[place]), _query.Length);
        }
    }

    private Span<float> SumAt(int place) => _sums.Slice(place * _query.Length, _query.Length);

    /// <summary>The products of the query with the items of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products<L>(ref float query, ref float item, nint stride, int width, ref float products)
        where L : struct, ILanes<L>
    {
        L a = L.Create(0), b = a, c = a, d = a;
        ref var second = ref Unsafe.Add(ref item, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        nint i = 0;
        for (; i <= width - L.Count; i += L.Count)
        {
            var q = L.Load(ref query, i);
            a = L.FusedMultiplyAdd(q, L.Load(ref item, i), a);
            b = L.FusedMultiplyAdd(q, L.Load(ref second, i), b);
            c = L.FusedMultiplyAdd(q, L.Load(ref third, i), c);
            d = L.FusedMultiplyAdd(q, L.Load(ref fourth, i), d);
        }

        var (sumA, sumB, sumC, sumD) = (L.Sum(a), L.Sum(b), L.Sum(c), L.Sum(d));
        for (; i < width; i++)
        {
            var q = Unsafe.Add(ref query, i);
            sumA += q * Unsafe.Add(ref item, i);
            sumB += q * Unsafe.Add(ref second, i);
            sumC += q * Unsafe.Add(ref third, i);
            sumD += q * Unsafe.Add(ref fourth, i);
        }

        products = sumA;
        Unsafe.Add(ref products, 1) = sumB;
        Unsafe.Add(ref products, 2) = sumC;
        Unsafe.Add(ref products, 3) = sumD;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Product<L>(ref float query, ref float item, int width)
        where L : struct, ILanes<L>
    {
        L a = L.Create(0), b = a;
        nint i = 0;
        for (; i <= width - (2 * L.Count); i += 2 * L.Count)
        {
            a = L.FusedMultiplyAdd(L.Load(ref query, i), L.Load(ref item, i), a);
            b = L.FusedMultiplyAdd(L.Load(ref query, i + L.Count), L.Load(ref item, i + L.Count), b);
        }

        var sum = L.Sum(a + b);
        for (; i < width; i++)
            sum += Unsafe.Add(ref query, i) * Unsafe.Add(ref item, i);
        return sum;
    }

    /// <summary>sum ← kept sum + the weighted items of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend<L>(ref float sum, float kept, ref float item, nint stride, ref float weights, int width)
        where L : struct, ILanes<L>
    {
        var (wA, wB, wC, wD) = (weights, Unsafe.Add(ref weights, 1), Unsafe.Add(ref weights, 2), Unsafe.Add(ref weights, 3));
        L k = L.Create(kept), a = L.Create(wA), b = L.Create(wB), c = L.Create(wC), d = L.Create(wD);
        ref var second = ref Unsafe.Add(ref item, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        nint i = 0;
        for (; i <= width - L.Count; i += L.Count)
        {
            var x = L.FusedMultiplyAdd(a, L.Load(ref item, i), k * L.Load(ref sum, i));
            var y = L.FusedMultiplyAdd(c, L.Load(ref third, i), d * L.Load(ref fourth, i));
            (L.FusedMultiplyAdd(b, L.Load(ref second, i), x) + y).Store(ref sum, i);
        }

        for (; i < width; i++)
        {
            ref var s = ref Unsafe.Add(ref sum, i);
            s = (kept * s) + (wA * Unsafe.Add(ref item, i)) + (wB * Unsafe.Add(ref second, i)) + (wC * Unsafe.Add(ref third, i)) + (wD * Unsafe.Add(ref fourth, i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend<L>(ref float sum, float kept, ref float item, float weight, int width)
        where L : struct, ILanes<L>
    {
        L k = L.Create(kept), w = L.Create(weight);
        nint i = 0;
        for (; i <= width - L.Count; i += L.Count)
            L.FusedMultiplyAdd(w, L.Load(ref item, i), k * L.Load(ref sum, i)).Store(ref sum, i);
        for (; i < width; i++)
            Unsafe.Add(ref sum, i) = (kept * Unsafe.Add(ref sum, i)) + (weight * Unsafe.Add(ref item, i));
    }

    private readonly ref struct Scaling(Span<float> row, float factor) : IMapKernel
    {
        private readonly ref float _row = ref MemoryMarshal.GetReference(row);
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint i)
            where L : struct, ILanes<L> => (L.Load(in _row, i) * L.Create(_factor)).Store(ref _row, i);
    }
}
