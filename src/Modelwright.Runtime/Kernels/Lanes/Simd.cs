using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>What happens to element i (and, with more lanes, to those behind it) when a kernel runs over a row.</summary>
public interface IMapKernel
{
    /// <summary>Computes and stores elements i … i + L.Count - 1.</summary>
    void Invoke<L>(nint i)
        where L : struct, ILanes<L>;
}

/// <summary>What element i (and, with more lanes, those behind it) contributes to a reduction.</summary>
public interface IReduceKernel
{
    /// <summary>Computes elements i … i + L.Count - 1.</summary>
    L Invoke<L>(nint i)
        where L : struct, ILanes<L>;
}

/// <summary>
/// Runs kernels at the widest lanes that the hardware has, and what is left at narrower ones. A kernel is a (ref) struct;
/// mark its Invoke for aggressive inlining. Each element is computed exactly once.
/// </summary>
public static class Simd
{
    /// <summary>The most elements that a kernel takes at a time.</summary>
    internal const int Widest = 16;

    /// <summary>Runs a kernel over a worker's share of elements 0 … count - 1.</summary>
    public static void Map<TKernel>(Worker worker, TKernel kernel, int count)
        where TKernel : IMapKernel, allows ref struct => Map(kernel, worker.Share(count, Widest, 1));

    /// <summary>Runs a kernel over elements 0 … count - 1.</summary>
    public static void Map<TKernel>(TKernel kernel, int count)
        where TKernel : IMapKernel, allows ref struct => Map(kernel, new Share(0, count));

    /// <summary>Runs a kernel over some elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Map<TKernel>(TKernel kernel, Share elements)
        where TKernel : IMapKernel, allows ref struct
    {
        nint i = elements.Start;
        var count = elements.End;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
                kernel.Invoke<Lanes16>(i);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= count - 8; i += 8)
                kernel.Invoke<Lanes8>(i);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= count - 4; i += 4)
                kernel.Invoke<Lanes4>(i);
        }

        for (; i < count; i++)
            kernel.Invoke<Lanes1>(i);
    }

    /// <summary>The sum of elements 0 … count - 1; 0 if there are none. The same on every call.</summary>
    public static float Sum<TKernel>(TKernel kernel, int count)
        where TKernel : IReduceKernel, allows ref struct => Reduce<TKernel, Addition>(kernel, count);

    /// <summary>The product of elements 0 … count - 1; 1 if there are none. The same on every call.</summary>
    public static float Product<TKernel>(TKernel kernel, int count)
        where TKernel : IReduceKernel, allows ref struct => Reduce<TKernel, Multiplication>(kernel, count);

    /// <summary>The largest of elements 0 … count - 1; NaN if one is, negative infinity if there are none.</summary>
    public static float Max<TKernel>(TKernel kernel, int count)
        where TKernel : IReduceKernel, allows ref struct => Reduce<TKernel, Maximum>(kernel, count);

    /// <summary>The smallest of elements 0 … count - 1; NaN if one is, infinity if there are none.</summary>
    public static float Min<TKernel>(TKernel kernel, int count)
        where TKernel : IReduceKernel, allows ref struct => Reduce<TKernel, Minimum>(kernel, count);

    private static float Reduce<TKernel, TOperation>(TKernel kernel, int count)
        where TKernel : IReduceKernel, allows ref struct
        where TOperation : struct, IReduction
    {
        nint i = 0;
        var total = TOperation.Start;
        if (Vector512.IsHardwareAccelerated)
            total = TOperation.Combine(total, Reduce<TKernel, TOperation, Lanes16>(kernel, ref i, count));
        if (Vector256.IsHardwareAccelerated)
            total = TOperation.Combine(total, Reduce<TKernel, TOperation, Lanes8>(kernel, ref i, count));
        if (Vector128.IsHardwareAccelerated)
            total = TOperation.Combine(total, Reduce<TKernel, TOperation, Lanes4>(kernel, ref i, count));
        return TOperation.Combine(total, Reduce<TKernel, TOperation, Lanes1>(kernel, ref i, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Reduce<TKernel, TOperation, L>(TKernel kernel, ref nint i, int count)
        where TKernel : IReduceKernel, allows ref struct
        where TOperation : struct, IReduction
        where L : struct, ILanes<L>
    {
        var start = L.Create(TOperation.Start);
        if (i > count - L.Count)
            return TOperation.Start;

        // Four accumulators hide the latency of the operation.
        L a = start, b = start, c = start, d = start;
        for (; i <= count - (4 * L.Count); i += 4 * L.Count)
        {
            a = TOperation.Combine(a, kernel.Invoke<L>(i));
            b = TOperation.Combine(b, kernel.Invoke<L>(i + L.Count));
            c = TOperation.Combine(c, kernel.Invoke<L>(i + (2 * L.Count)));
            d = TOperation.Combine(d, kernel.Invoke<L>(i + (3 * L.Count)));
        }

        for (; i <= count - L.Count; i += L.Count)
            a = TOperation.Combine(a, kernel.Invoke<L>(i));
        return TOperation.Across(TOperation.Combine(TOperation.Combine(a, b), TOperation.Combine(c, d)));
    }

    private interface IReduction
    {
        static abstract float Start { get; }

        static abstract float Combine(float a, float b);

        static abstract L Combine<L>(L a, L b)
            where L : struct, ILanes<L>;

        static abstract float Across<L>(L a)
            where L : struct, ILanes<L>;
    }

    private readonly struct Addition : IReduction
    {
        public static float Start => 0;

        public static float Combine(float a, float b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<L>(L a, L b)
            where L : struct, ILanes<L> => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Across<L>(L a)
            where L : struct, ILanes<L> => L.Sum(a);
    }

    private readonly struct Multiplication : IReduction
    {
        public static float Start => 1;

        public static float Combine(float a, float b) => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<L>(L a, L b)
            where L : struct, ILanes<L> => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Across<L>(L a)
            where L : struct, ILanes<L> => L.Product(a);
    }

    private readonly struct Maximum : IReduction
    {
        public static float Start => float.NegativeInfinity;

        public static float Combine(float a, float b) => MathF.Max(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<L>(L a, L b)
            where L : struct, ILanes<L> => L.Max(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Across<L>(L a)
            where L : struct, ILanes<L> => L.MaxOf(a);
    }

    private readonly struct Minimum : IReduction
    {
        public static float Start => float.PositiveInfinity;

        public static float Combine(float a, float b) => MathF.Min(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static L Combine<L>(L a, L b)
            where L : struct, ILanes<L> => L.Min(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Across<L>(L a)
            where L : struct, ILanes<L> => L.MinOf(a);
    }
}
