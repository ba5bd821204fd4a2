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
    public static void Softmax(Worker worker, Span<float> values, int length)
    {
        var own = worker.Share(CountOf(values.Length, length), length);
        for (var i = own.Start; i < own.End; i++)
        {
            var row = values.Slice(i * length, length);
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
    public static void CumSum<T>(Worker worker, Span<T> values, int length)
        where T : INumber<T>
    {
        var own = worker.Share(CountOf(values.Length, length), length);
        for (var i = own.Start * length; i < own.End * length; i++)
        {
            if (i % length != 0)
                values[i] += values[i - 1];
        }
    }

    /// <summary>The index of each row's greatest element, the lowest on a tie.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="values">The rows.</param>
    /// <param name="mask">Which elements take part, in the shape of the values; empty for all.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="indices">An index per row.</param>
    /// <exception cref="ArgumentException">A row has no element that takes part.</exception>
    public static void ArgMax<T>(Worker worker, ReadOnlySpan<T> values, ReadOnlySpan<bool> mask, int length, Span<long> indices)
        where T : INumber<T>
    {
        var own = worker.Share(indices.Length, length);
        for (var row = own.Start; row < own.End; row++)
        {
            var start = row * length;
            var best = -1;
            for (var i = 0; i < length; i++)
            {
                if ((mask.IsEmpty || mask[start + i]) && (best < 0 || values[start + i] > values[start + best]))
                    best = i;
            }

            indices[row] = best >= 0 ? best : throw new ArgumentException("argmax: there is no element");
        }
    }

    /// <summary>
    /// Marks the greatest elements of each row, the lower index on a tie; NaN counts as negative infinity. Where fewer than
    /// <paramref name="count"/> take part, all of them are marked.
    /// </summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="values">The rows.</param>
    /// <param name="mask">Which elements take part, in the shape of the values; empty for all.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="count">How many are marked in a row.</param>
    /// <param name="chosen">A mark per element.</param>
    public static void TopK<T>(Worker worker, ReadOnlySpan<T> values, ReadOnlySpan<bool> mask, int length, int count, Span<bool> chosen)
        where T : INumber<T>
    {
        var own = worker.Share(CountOf(values.Length, length), length);
        chosen[(own.Start * length)..(own.End * length)].Clear();
        for (var start = own.Start * length; start < own.End * length; start += length)
        {
            for (var rank = 0; rank < count; rank++)
            {
                var best = -1;
                for (var i = start; i < start + length; i++)
                {
                    if (!chosen[i] && (mask.IsEmpty || mask[i]) && (best < 0 || IsGreater(values[i], values[best])))
                        best = i;
                }

                if (best < 0)
                    break;
                chosen[best] = true;
            }
        }
    }

    private static int CountOf(int elements, int length) => length == 0 ? 0 : elements / length;

    // NaN is greater than nothing; anything above negative infinity is greater than NaN.
    private static bool IsGreater<T>(T value, T other)
        where T : INumber<T> =>
        value > other || (T.IsNaN(other) && !T.IsNaN(value) && !T.IsNegativeInfinity(value));

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
