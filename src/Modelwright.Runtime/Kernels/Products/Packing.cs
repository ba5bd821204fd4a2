using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Modelwright.Kernels;

/// <summary>Lays operands out in the order in which tiles read them.</summary>
internal static class Packing
{
    /// <summary>
    /// Interleaves rows: destination[k * width + r] = source[r * rowStride + k * stepStride], and 0 for the rows that are
    /// missing to the full width.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleave(
        ref float source, nint rowStride, nint stepStride, int rows, int depth, int width, ref float destination)
    {
        var done = 0;
        if (stepStride == 1)
        {
            for (; Avx512F.IsSupported && done <= rows - 16; done += 16)
                InterleaveSixteen(ref Unsafe.Add(ref source, done * rowStride), rowStride, depth, width, ref Unsafe.Add(ref destination, done));
            for (; done <= rows - 4; done += 4)
                InterleaveFour(ref Unsafe.Add(ref source, done * rowStride), rowStride, depth, width, ref Unsafe.Add(ref destination, done));
        }

        for (var k = 0; done < width && k < depth; k++)
        {
            ref var from = ref Unsafe.Add(ref source, (k * stepStride) + (done * rowStride));
            ref var to = ref Unsafe.Add(ref destination, (nint)k * width);
            var r = done;
            if (rowStride == 1)
            {
                for (; r <= rows - 4; r += 4)
                    Vector128.LoadUnsafe(ref from, (nuint)(r - done)).StoreUnsafe(ref to, (nuint)r);
            }

            for (; r < rows; r++)
                Unsafe.Add(ref to, r) = Unsafe.Add(ref from, (r - done) * rowStride);
            for (; r < width; r++)
                Unsafe.Add(ref to, r) = 0;
        }
    }

    /// <summary>Undoes <see cref="Interleave"/> for steps that lie in a row.</summary>
    public static void Separate(ref float source, int width, int rows, int depth, ref float destination, nint rowStride)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var k = 0; k < depth; k++)
                Unsafe.Add(ref destination, (r * rowStride) + k) = Unsafe.Add(ref source, ((nint)k * width) + r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveFour(ref float source, nint rowStride, int depth, int width, ref float destination)
    {
        ref var row0 = ref source;
        ref var row1 = ref Unsafe.Add(ref row0, rowStride);
        ref var row2 = ref Unsafe.Add(ref row1, rowStride);
        ref var row3 = ref Unsafe.Add(ref row2, rowStride);
        nint k = 0;
        for (; k <= depth - 4; k += 4)
        {
            var (a, b) = Lanes4.Zip(Vector128.LoadUnsafe(ref row0, (nuint)k), Vector128.LoadUnsafe(ref row2, (nuint)k));
            var (c, d) = Lanes4.Zip(Vector128.LoadUnsafe(ref row1, (nuint)k), Vector128.LoadUnsafe(ref row3, (nuint)k));
            var (step0, step1) = Lanes4.Zip(a, c);
            var (step2, step3) = Lanes4.Zip(b, d);
            step0.StoreUnsafe(ref destination);
            step1.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            step2.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            step3.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            destination = ref Unsafe.Add(ref destination, width);
        }

        for (; k < depth; k++)
        {
            Vector128.Create(Unsafe.Add(ref row0, k), Unsafe.Add(ref row1, k), Unsafe.Add(ref row2, k), Unsafe.Add(ref row3, k))
                .StoreUnsafe(ref destination);
            destination = ref Unsafe.Add(ref destination, width);
        }
    }

    /// <summary>Sixteen rows: what is done with four, in each quarter of the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveSixteen(ref float source, nint rowStride, int depth, int width, ref float destination)
    {
        ref var first = ref source;
        ref var fifth = ref Unsafe.Add(ref source, 4 * rowStride);
        ref var ninth = ref Unsafe.Add(ref source, 8 * rowStride);
        ref var thirteenth = ref Unsafe.Add(ref source, 12 * rowStride);
        nint k = 0;
        for (; k <= depth - 4; k += 4)
        {
            var (a, b) = Zip(
                Quarters(ref first, ref fifth, ref ninth, ref thirteenth, k),
                Quarters(ref first, ref fifth, ref ninth, ref thirteenth, k + (2 * rowStride)));
            var (c, d) = Zip(
                Quarters(ref first, ref fifth, ref ninth, ref thirteenth, k + rowStride),
                Quarters(ref first, ref fifth, ref ninth, ref thirteenth, k + (3 * rowStride)));
            var (step0, step1) = Zip(a, c);
            var (step2, step3) = Zip(b, d);
            step0.StoreUnsafe(ref destination);
            step1.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            step2.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            step3.StoreUnsafe(ref destination = ref Unsafe.Add(ref destination, width));
            destination = ref Unsafe.Add(ref destination, width);
        }

        for (; k < depth; k++)
        {
            for (var r = 0; r < 16; r++)
                Unsafe.Add(ref destination, r) = Unsafe.Add(ref source, (r * rowStride) + k);
            destination = ref Unsafe.Add(ref destination, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(ref float a, ref float b, ref float c, ref float d, nint index) => Vector512.Create(
        Vector256.Create(Vector128.LoadUnsafe(ref a, (nuint)index), Vector128.LoadUnsafe(ref b, (nuint)index)),
        Vector256.Create(Vector128.LoadUnsafe(ref c, (nuint)index), Vector128.LoadUnsafe(ref d, (nuint)index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Zip(Vector512<float> a, Vector512<float> b) =>
        (Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b));
}
