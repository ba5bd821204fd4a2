using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <content>Tiles that need 32 vector registers.</content>
internal static partial class Tile
{
    /// <summary>Twelve rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyTwelve<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        Pair<L> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        if (result.Accumulates)
        {
            r0.Load(ref result[0]);
            r1.Load(ref result[1]);
            r2.Load(ref result[2]);
            r3.Load(ref result[3]);
            r4.Load(ref result[4]);
            r5.Load(ref result[5]);
            r6.Load(ref result[6]);
            r7.Load(ref result[7]);
            r8.Load(ref result[8]);
            r9.Load(ref result[9]);
            r10.Load(ref result[10]);
            r11.Load(ref result[11]);
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
            r6.Add(Unsafe.Add(ref a, 6), left, right);
            r7.Add(Unsafe.Add(ref a, 7), left, right);
            r8.Add(Unsafe.Add(ref a, 8), left, right);
            r9.Add(Unsafe.Add(ref a, 9), left, right);
            r10.Add(Unsafe.Add(ref a, 10), left, right);
            r11.Add(Unsafe.Add(ref a, 11), left, right);
            a = ref Unsafe.Add(ref a, 12);
            b = ref Unsafe.Add(ref b, bStride);
            next += nextStride;
        }

        r11.Store(ref result[11]);
        r10.Store(ref result[10]);
        r9.Store(ref result[9]);
        r8.Store(ref result[8]);
        r7.Store(ref result[7]);
        r6.Store(ref result[6]);
        r5.Store(ref result[5]);
        r4.Store(ref result[4]);
        r3.Store(ref result[3]);
        r2.Store(ref result[2]);
        r1.Store(ref result[1]);
        r0.Store(ref result[0]);
    }

    /// <summary>Eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyEight<L>(scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        Pair<L> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        Pair<L> r6 = default, r7 = default;
        if (result.Accumulates)
        {
            r0.Load(ref result[0]);
            r1.Load(ref result[1]);
            r2.Load(ref result[2]);
            r3.Load(ref result[3]);
            r4.Load(ref result[4]);
            r5.Load(ref result[5]);
            r6.Load(ref result[6]);
            r7.Load(ref result[7]);
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
            r6.Add(Unsafe.Add(ref a, 6), left, right);
            r7.Add(Unsafe.Add(ref a, 7), left, right);
            a = ref Unsafe.Add(ref a, 8);
            b = ref Unsafe.Add(ref b, bStride);
            next += nextStride;
        }

        r7.Store(ref result[7]);
        r6.Store(ref result[6]);
        r5.Store(ref result[5]);
        r4.Store(ref result[4]);
        r3.Store(ref result[3]);
        r2.Store(ref result[2]);
        r1.Store(ref result[1]);
        r0.Store(ref result[0]);
    }
}
