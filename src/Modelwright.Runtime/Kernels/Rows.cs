using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>What runs along each row of a tensor: [rows, length], row-major.</summary>
public static class Rows
{
    /// <summary>
    /// exp(x) divided by its sum, in place. An element of negative infinity becomes 0; a row of nothing else becomes zeros.
    /// </summary>
    public static void Softmax(Span<float> values, int length)
    {
        for (var start = 0; start < values.Length; start += length)
        {
            var row = values.Slice(start, length);
            var max = Simd.Max(new Read(row), length);
            if (float.IsNegativeInfinity(max))
            {
                row.Clear();
                continue;
            }

            Simd.Map(new Exponential(row, max), length);
            Simd.Map(new Scale(row, 1 / Simd.Sum(new Read(row), length)), length);
        }
    }

    /// <summary>The running sum, in place, each element included.</summary>
    public static void CumSum<T>(Span<T> values, int length)
        where T : INumber<T>
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i % length != 0)
                values[i] += values[i - 1];
        }
    }

    /// <summary>The index of each row's greatest element, the lowest on a tie.</summary>
    /// <exception cref="ArgumentException">The rows are empty.</exception>
    public static void ArgMax<T>(ReadOnlySpan<T> values, int length, Span<long> indices)
        where T : INumber<T>
    {
        if (length == 0 && indices.Length > 0)
            throw new ArgumentException("argmax: the axis is empty");
        for (var row = 0; row < indices.Length; row++)
        {
            var best = 0;
            for (var i = 1; i < length; i++)
            {
                if (values[(row * length) + i] > values[(row * length) + best])
                    best = i;
            }

            indices[row] = best;
        }
    }

    private readonly ref struct Read(ReadOnlySpan<float> row) : IReduceKernel
    {
        private readonly ref readonly float _row = ref MemoryMarshal.GetReference(row);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public L Invoke<L>(nint i)
            where L : struct, ILanes<L> => L.Load(in _row, i);
    }

    private readonly ref struct Exponential(Span<float> row, float max) : IMapKernel
    {
        private readonly ref float _row = ref MemoryMarshal.GetReference(row);
        private readonly float _max = max;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint i)
            where L : struct, ILanes<L> => Lanes.Exp(L.Load(in _row, i) - L.Create(_max)).Store(ref _row, i);
    }

    private readonly ref struct Scale(Span<float> row, float factor) : IMapKernel
    {
        private readonly ref float _row = ref MemoryMarshal.GetReference(row);
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint i)
            where L : struct, ILanes<L> => (L.Load(in _row, i) * L.Create(_factor)).Store(ref _row, i);
    }
}
