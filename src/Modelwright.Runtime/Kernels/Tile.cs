using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace Modelwright.Kernels;

/// <summary>
/// The innermost products: a few rows of the result, two vectors wide, kept in registers while the inner axis is walked.
/// A tile computes y (+)= a · b, where a holds the rows interleaved, [depth, rows], and b rows of two vectors at a stride.
/// </summary>
/// <remarks>
/// Every element is one chain of additions along the inner axis, which goes on from y where that is added to. So its bits depend
/// neither on the rows beside it nor on how the inner axis is cut.
/// </remarks>
internal static class Tile
{
    /// <summary>The rows of a tall tile: 24 accumulators, where there are 32 vector registers.</summary>
    public const int Tall = 12;

    /// <summary>The rows of a low tile: 8 accumulators.</summary>
    public const int Low = 4;

    /// <summary>The tiles side by side that a single row takes at once: 8 accumulators.</summary>
    public const int RowPanels = 4;

    /// <summary>The columns of a tile.</summary>
    public static int Width<L>()
        where L : struct, ILanes<L> => 2 * L.Count;

    /// <summary>The rows of the tile to use where some rows are left.</summary>
    public static int Height<L>(int rows)
        where L : struct, ILanes<L>
    {
        var hasTall = typeof(L) == typeof(Lanes16) || AdvSimd.IsSupported;
        return rows >= Tall && hasTall ? Tall : rows >= Low ? Low : 1;
    }

    /// <summary>y (+)= a · b for a tile of some height.</summary>
    public static void Multiply<L>(int height, ref float a, ref float b, nint bStride, nint depth, ref float y, nint yStride, bool accumulate)
        where L : struct, ILanes<L>
    {
        if (height == Tall)
            MultiplyTall<L>(ref a, ref b, bStride, depth, ref y, yStride, accumulate);
        else if (height == Low)
            MultiplyLow<L>(ref a, ref b, bStride, depth, ref y, yStride, accumulate);
        else
            MultiplyRow<L>(ref a, ref b, bStride, depth, ref y, accumulate);
    }

    /// <summary>Twelve rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTall<L>(ref float a, ref float b, nint bStride, nint depth, ref float y, nint yStride, bool accumulate)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        Pair<L> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        if (accumulate)
        {
            r0.Load(ref y);
            r1.Load(ref Unsafe.Add(ref y, yStride));
            r2.Load(ref Unsafe.Add(ref y, 2 * yStride));
            r3.Load(ref Unsafe.Add(ref y, 3 * yStride));
            r4.Load(ref Unsafe.Add(ref y, 4 * yStride));
            r5.Load(ref Unsafe.Add(ref y, 5 * yStride));
            r6.Load(ref Unsafe.Add(ref y, 6 * yStride));
            r7.Load(ref Unsafe.Add(ref y, 7 * yStride));
            r8.Load(ref Unsafe.Add(ref y, 8 * yStride));
            r9.Load(ref Unsafe.Add(ref y, 9 * yStride));
            r10.Load(ref Unsafe.Add(ref y, 10 * yStride));
            r11.Load(ref Unsafe.Add(ref y, 11 * yStride));
        }

        for (; depth > 0; depth--)
        {
            var left = L.Load(ref b, 0);
            var right = L.Load(ref b, L.Count);
            r0.Add(a, left, right);
            r1.Add(Unsafe.Add(ref a, 1), left, right);
            r2.Add(Unsafe.Add(ref a, 2), left, right);
            r3.Add(Unsafe.Add(ref a, 3), left, right);
            r4.Add(Unsafe.Add(ref a, 4), left, right);
            r5.Add(Unsafe.Add(ref a, 5), left, right);
            r6.Add(Unsafe.Add(ref a, 6), left, right);
            r7.Add(Unsafe.Add(ref a, 7), left, right);
            r8.Add(Unsafe.Add(ref a, 8), left, right);
            r9.Add(Unsafe.Add(ref a, 9), left, right);
            r10.Add(Unsafe.Add(ref a, 10), left, right);
            r11.Add(Unsafe.Add(ref a, 11), left, right);
            a = ref Unsafe.Add(ref a, Tall);
            b = ref Unsafe.Add(ref b, bStride);
        }

        r0.Store(ref y);
        r1.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r2.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r3.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r4.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r5.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r6.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r7.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r8.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r9.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r10.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r11.Store(ref Unsafe.Add(ref y, yStride));
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyLow<L>(ref float a, ref float b, nint bStride, nint depth, ref float y, nint yStride, bool accumulate)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default;
        if (accumulate)
        {
            r0.Load(ref y);
            r1.Load(ref Unsafe.Add(ref y, yStride));
            r2.Load(ref Unsafe.Add(ref y, 2 * yStride));
            r3.Load(ref Unsafe.Add(ref y, 3 * yStride));
        }

        for (; depth > 0; depth--)
        {
            var left = L.Load(ref b, 0);
            var right = L.Load(ref b, L.Count);
            r0.Add(a, left, right);
            r1.Add(Unsafe.Add(ref a, 1), left, right);
            r2.Add(Unsafe.Add(ref a, 2), left, right);
            r3.Add(Unsafe.Add(ref a, 3), left, right);
            a = ref Unsafe.Add(ref a, Low);
            b = ref Unsafe.Add(ref b, bStride);
        }

        r0.Store(ref y);
        r1.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r2.Store(ref y = ref Unsafe.Add(ref y, yStride));
        r3.Store(ref Unsafe.Add(ref y, yStride));
    }

    /// <summary>One row of one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRow<L>(ref float a, ref float b, nint bStride, nint depth, ref float y, bool accumulate)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default;
        if (accumulate)
            r0.Load(ref y);
        for (; depth > 0; depth--)
        {
            r0.Add(a, ref b);
            a = ref Unsafe.Add(ref a, 1);
            b = ref Unsafe.Add(ref b, bStride);
        }

        r0.Store(ref y);
    }

    /// <summary>One row of <see cref="RowPanels"/> tiles side by side, which hide the latency of each other's additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRows<L>(ref float a, ref float b, nint bStride, nint bPanel, nint depth, ref float y, bool accumulate)
        where L : struct, ILanes<L>
    {
        var width = 2 * L.Count;
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default;
        if (accumulate)
        {
            r0.Load(ref y);
            r1.Load(ref Unsafe.Add(ref y, width));
            r2.Load(ref Unsafe.Add(ref y, 2 * width));
            r3.Load(ref Unsafe.Add(ref y, 3 * width));
        }

        ref var b1 = ref Unsafe.Add(ref b, bPanel);
        ref var b2 = ref Unsafe.Add(ref b, 2 * bPanel);
        ref var b3 = ref Unsafe.Add(ref b, 3 * bPanel);
        for (; depth > 0; depth--)
        {
            r0.Add(a, ref b);
            r1.Add(a, ref b1);
            r2.Add(a, ref b2);
            r3.Add(a, ref b3);
            a = ref Unsafe.Add(ref a, 1);
            b = ref Unsafe.Add(ref b, bStride);
            b1 = ref Unsafe.Add(ref b1, bStride);
            b2 = ref Unsafe.Add(ref b2, bStride);
            b3 = ref Unsafe.Add(ref b3, bStride);
        }

        r0.Store(ref y);
        r1.Store(ref Unsafe.Add(ref y, width));
        r2.Store(ref Unsafe.Add(ref y, 2 * width));
        r3.Store(ref Unsafe.Add(ref y, 3 * width));
    }

    /// <summary>One row of a tile.</summary>
    private struct Pair<L>
        where L : struct, ILanes<L>
    {
        private L _left;
        private L _right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, L left, L right)
        {
            var lanes = L.Create(factor);
            _left = L.FusedMultiplyAdd(lanes, left, _left);
            _right = L.FusedMultiplyAdd(lanes, right, _right);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, ref float b) => Add(factor, L.Load(ref b, 0), L.Load(ref b, L.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(ref float y) => (_left, _right) = (L.Load(ref y, 0), L.Load(ref y, L.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y)
        {
            _left.Store(ref y, 0);
            _right.Store(ref y, L.Count);
        }
    }
}
