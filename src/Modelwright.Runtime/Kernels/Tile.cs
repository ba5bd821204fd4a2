using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace Modelwright.Kernels;

/// <summary>
/// The innermost products: a few rows of the result, two vectors wide, kept in registers while the inner axis is walked.
/// A tile computes y (+)= a · b, where a holds the rows interleaved, [depth, rows], and b rows of two vectors at a stride.
/// </summary>
internal static class Tile
{
    /// <summary>The rows of a tall tile: 24 accumulators, where there are 32 vector registers.</summary>
    public const int Tall = 12;

    /// <summary>The rows of a low tile: 8 accumulators.</summary>
    public const int Low = 4;

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

        r0.Store(ref y, accumulate);
        r1.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r2.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r3.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r4.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r5.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r6.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r7.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r8.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r9.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r10.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r11.Store(ref Unsafe.Add(ref y, yStride), accumulate);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyLow<L>(ref float a, ref float b, nint bStride, nint depth, ref float y, nint yStride, bool accumulate)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default;
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

        r0.Store(ref y, accumulate);
        r1.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r2.Store(ref y = ref Unsafe.Add(ref y, yStride), accumulate);
        r3.Store(ref Unsafe.Add(ref y, yStride), accumulate);
    }

    /// <summary>One row; four steps of the inner axis at once hide the latency of the additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRow<L>(ref float a, ref float b, nint bStride, nint depth, ref float y, bool accumulate)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default;
        for (; depth >= 4; depth -= 4)
        {
            r0.Add(a, ref b);
            r1.Add(Unsafe.Add(ref a, 1), ref b = ref Unsafe.Add(ref b, bStride));
            r2.Add(Unsafe.Add(ref a, 2), ref b = ref Unsafe.Add(ref b, bStride));
            r3.Add(Unsafe.Add(ref a, 3), ref b = ref Unsafe.Add(ref b, bStride));
            a = ref Unsafe.Add(ref a, 4);
            b = ref Unsafe.Add(ref b, bStride);
        }

        for (; depth > 0; depth--)
        {
            r0.Add(a, ref b);
            a = ref Unsafe.Add(ref a, 1);
            b = ref Unsafe.Add(ref b, bStride);
        }

        r0.Add(r1);
        r2.Add(r3);
        r0.Add(r2);
        r0.Store(ref y, accumulate);
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
        public void Add(Pair<L> other) => (_left, _right) = (_left + other._left, _right + other._right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y, bool accumulate)
        {
            (accumulate ? L.Load(ref y, 0) + _left : _left).Store(ref y, 0);
            (accumulate ? L.Load(ref y, L.Count) + _right : _right).Store(ref y, L.Count);
        }
    }
}
