using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Products of queries with items, four items at a time: their sums stay in registers, and a query is read once for all.</summary>
internal static class PoolScores
{
    private const int Group = 4;

    /// <summary>scores[i] = query · item[i].</summary>
    /// <param name="query">[width].</param>
    /// <param name="other">The second query.</param>
    /// <param name="item">The first item.</param>
    /// <param name="stride">From one item to the next.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="width">The elements of each.</param>
    /// <param name="scores">The result, [count].</param>
    /// <param name="others">That of the second query.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<L, Q>(
        ref float query, ref float other, ref float item, nint stride, int count, int width, ref float scores, ref float others)
        where L : struct, ILanes<L>
        where Q : struct, IQueries
    {
        var whole = width / L.Count * L.Count;
        for (var i = 0; i < count; i += Group)
        {
            // Of a group that has fewer items the last one is computed more than once.
            ref var item0 = ref Unsafe.Add(ref item, i * stride);
            ref var item1 = ref Unsafe.Add(ref item, Math.Min(i + 1, count - 1) * stride);
            ref var item2 = ref Unsafe.Add(ref item, Math.Min(i + 2, count - 1) * stride);
            ref var item3 = ref Unsafe.Add(ref item, Math.Min(i + 3, count - 1) * stride);
            L q0 = L.Create(0), q1 = q0, q2 = q0, q3 = q0, r0 = q0, r1 = q0, r2 = q0, r3 = q0;
            for (nint e = 0; e < whole; e += L.Count)
            {
                var q = L.Load(ref query, e);
                var (x0, x1, x2, x3) = (L.Load(ref item0, e), L.Load(ref item1, e), L.Load(ref item2, e), L.Load(ref item3, e));
                q0 = L.FusedMultiplyAdd(q, x0, q0);
                q1 = L.FusedMultiplyAdd(q, x1, q1);
                q2 = L.FusedMultiplyAdd(q, x2, q2);
                q3 = L.FusedMultiplyAdd(q, x3, q3);
                if (!Q.AreTwo)
                    continue;
                var r = L.Load(ref other, e);
                r0 = L.FusedMultiplyAdd(r, x0, r0);
                r1 = L.FusedMultiplyAdd(r, x1, r1);
                r2 = L.FusedMultiplyAdd(r, x2, r2);
                r3 = L.FusedMultiplyAdd(r, x3, r3);
            }

            Store(ref scores, i, count, q0, q1, q2, q3);
            if (Q.AreTwo)
                Store(ref others, i, count, r0, r1, r2, r3);
        }

        AddRest(ref query, ref item, stride, count, whole, width, ref scores);
        if (Q.AreTwo)
            AddRest(ref other, ref item, stride, count, whole, width, ref others);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<L>(ref float scores, int first, int count, L a, L b, L c, L d)
        where L : struct, ILanes<L>
    {
        Unsafe.Add(ref scores, first) = L.Sum(a);
        if (first + 1 < count)
            Unsafe.Add(ref scores, first + 1) = L.Sum(b);
        if (first + 2 < count)
            Unsafe.Add(ref scores, first + 2) = L.Sum(c);
        if (first + 3 < count)
            Unsafe.Add(ref scores, first + 3) = L.Sum(d);
    }

    // The elements that fill no lanes.
    private static void AddRest(ref float query, ref float item, nint stride, int count, int start, int width, ref float scores)
    {
        for (var i = 0; i < count; i++)
        {
            for (var e = start; e < width; e++)
                Unsafe.Add(ref scores, i) += Unsafe.Add(ref query, e) * Unsafe.Add(ref item, (i * stride) + e);
        }
    }
}
