using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <content>Tiles of one row.</content>
internal static partial class Tile
{
    /// <summary>One row of <see cref="RowPanels"/> tiles side by side, which hide the latency of each other's additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyRow<L>(ref float a, ref float b, nint bStride, nint bPanel, nint depth, ref float y, bool accumulate)
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
            Fetch<L>(Address(ref b, FetchAhead / RowPanels));
            Fetch<L>(Address(ref b1, FetchAhead / RowPanels));
            Fetch<L>(Address(ref b2, FetchAhead / RowPanels));
            Fetch<L>(Address(ref b3, FetchAhead / RowPanels));
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

    /// <summary>One row of one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyOne<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default;
        if (result.Accumulates)
            r0.Load(ref result[0]);
        ref var a = ref factors.A;
        ref var b = ref factors.B;
        for (var k = factors.Depth; k > 0; k--)
        {
            r0.Add(a, ref b);
            a = ref Unsafe.Add(ref a, 1);
            b = ref Unsafe.Add(ref b, factors.BStride);
        }

        r0.Store(ref result[0]);
    }
}
