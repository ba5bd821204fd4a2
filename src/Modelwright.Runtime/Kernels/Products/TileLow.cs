using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <content>Tiles that need 16 vector registers.</content>
internal static partial class Tile
{
    /// <summary>Six rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplySix<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        if (result.Accumulates)
        {
            r0.Load(ref result[0]);
            r1.Load(ref result[1]);
            r2.Load(ref result[2]);
            r3.Load(ref result[3]);
            r4.Load(ref result[4]);
            r5.Load(ref result[5]);
        }

        ref var a = ref factors.A;
        ref var b = ref factors.B;
        var (bStride, next, nextStride) = (factors.BStride, factors.Next, factors.NextStride);
        for (var k = factors.Depth; k > 0; k--)
        {
            Fetch<L>(next);
            var left = L.Load(ref b, 0);
            var right = L.Load(ref b, L.Count);
            r0.Add(a, left, right);
            r1.Add(Unsafe.Add(ref a, 1), left, right);
            r2.Add(Unsafe.Add(ref a, 2), left, right);
            r3.Add(Unsafe.Add(ref a, 3), left, right);
            r4.Add(Unsafe.Add(ref a, 4), left, right);
            r5.Add(Unsafe.Add(ref a, 5), left, right);
            a = ref Unsafe.Add(ref a, 6);
            b = ref Unsafe.Add(ref b, bStride);
            next += nextStride;
        }

        r5.Store(ref result[5]);
        r4.Store(ref result[4]);
        r3.Store(ref result[3]);
        r2.Store(ref result[2]);
        r1.Store(ref result[1]);
        r0.Store(ref result[0]);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyFour<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default;
        if (result.Accumulates)
        {
            r0.Load(ref result[0]);
            r1.Load(ref result[1]);
            r2.Load(ref result[2]);
            r3.Load(ref result[3]);
        }

        ref var a = ref factors.A;
        ref var b = ref factors.B;
        var (bStride, next, nextStride) = (factors.BStride, factors.Next, factors.NextStride);
        for (var k = factors.Depth; k > 0; k--)
        {
            Fetch<L>(next);
            var left = L.Load(ref b, 0);
            var right = L.Load(ref b, L.Count);
            r0.Add(a, left, right);
            r1.Add(Unsafe.Add(ref a, 1), left, right);
            r2.Add(Unsafe.Add(ref a, 2), left, right);
            r3.Add(Unsafe.Add(ref a, 3), left, right);
            a = ref Unsafe.Add(ref a, 4);
            b = ref Unsafe.Add(ref b, bStride);
            next += nextStride;
        }

        r3.Store(ref result[3]);
        r2.Store(ref result[2]);
        r1.Store(ref result[1]);
        r0.Store(ref result[0]);
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyTwo<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default;
        if (result.Accumulates)
        {
            r0.Load(ref result[0]);
            r1.Load(ref result[1]);
        }

        ref var a = ref factors.A;
        ref var b = ref factors.B;
        var (bStride, next, nextStride) = (factors.BStride, factors.Next, factors.NextStride);
        for (var k = factors.Depth; k > 0; k--)
        {
            Fetch<L>(next);
            var left = L.Load(ref b, 0);
            var right = L.Load(ref b, L.Count);
            r0.Add(a, left, right);
            r1.Add(Unsafe.Add(ref a, 1), left, right);
            a = ref Unsafe.Add(ref a, 2);
            b = ref Unsafe.Add(ref b, bStride);
            next += nextStride;
        }

        r1.Store(ref result[1]);
        r0.Store(ref result[0]);
    }
}
