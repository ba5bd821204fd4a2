using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>Where the elements of a batch of matrices lie, in elements.</summary>
/// <param name="Batch">From one matrix to the next.</param>
/// <param name="Row">From one row to the next.</param>
/// <param name="Column">From one column to the next.</param>
public readonly record struct MatrixStrides(long Batch, long Row, long Column)
{
    /// <summary>One past the last element.</summary>
    internal long End(int batch, int rows, int columns) =>
        batch == 0 || rows == 0 || columns == 0 ? 0 : ((batch - 1) * Batch) + ((rows - 1) * Row) + ((columns - 1) * Column) + 1;

    /// <summary>The same matrices transposed.</summary>
    internal MatrixStrides Transposed => new(Batch, Column, Row);
}

/// <summary>Products of two activations.</summary>
public static class MatMul
{
    // A block of the right operand of this many columns stays in the second cache: 256 KiB.
    private const int BlockColumns = 256;

    /// <summary>y[i] = a[i] · b[i] for every i of a batch. Allocates nothing once warm.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="a">[batch, rows, inner] at the given strides.</param>
    /// <param name="aStrides">Where a's elements lie; a batch stride of 0 repeats one matrix.</param>
    /// <param name="b">[batch, inner, columns] at the given strides.</param>
    /// <param name="bStrides">Where b's elements lie; a batch stride of 0 repeats one matrix.</param>
    /// <param name="y">[batch, rows, columns] at the given strides; must not overlap a or b.</param>
    /// <param name="yStrides">Where y's elements lie.</param>
    /// <param name="batch">The number of products.</param>
    /// <param name="rows">Rows of a and y.</param>
    /// <param name="inner">Columns of a, rows of b; where it is 0, y is 0.</param>
    /// <param name="columns">Columns of b and y.</param>
    /// <exception cref="ArgumentException">A span ends before its last element.</exception>
    public static void Multiply(
        Worker worker,
        ReadOnlySpan<float> a, MatrixStrides aStrides,
        ReadOnlySpan<float> b, MatrixStrides bStrides,
        Span<float> y, MatrixStrides yStrides,
        int batch, int rows, int inner, int columns)
    {
        Guard.Reaches(nameof(a), a.Length, aStrides.End(batch, rows, inner));
        Guard.Reaches(nameof(b), b.Length, bStrides.End(batch, inner, columns));
        Guard.Reaches(nameof(y), y.Length, yStrides.End(batch, rows, columns));
        if (yStrides.Row == 1 && yStrides.Column != 1)
        {
            // Tiles write along columns: compute the transposed product.
            Multiply(worker, b, bStrides.Transposed, a, aStrides.Transposed, y, yStrides.Transposed, batch, columns, inner, rows);
            return;
        }

        // Products are shared whole where there are enough, else by the longer side of the result.
        var (ownBatch, ownRows, ownColumns) = (new Share(0, batch), new Share(0, rows), new Share(0, columns));
        if (worker.IsEven(batch))
            ownBatch = worker.Share(batch, (long)rows * columns * inner / Gemm.StepsPerElement);
        else if (rows >= columns)
            ownRows = worker.Share(rows, Tile.Tall, (long)batch * columns * inner / Gemm.StepsPerElement);
        else
            ownColumns = worker.Share(columns, Tile.Width<Lanes16>(), (long)batch * rows * inner / Gemm.StepsPerElement);
        if (ownRows.Count == 0 || ownColumns.Count == 0)
            return;
        for (var i = ownBatch.Start; i < ownBatch.End; i++)
        {
            ref var left = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), (nint)((i * aStrides.Batch) + (ownRows.Start * aStrides.Row)));
            ref var right = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)((i * bStrides.Batch) + (ownColumns.Start * bStrides.Column)));
            ref var to = ref Unsafe.Add(
                ref MemoryMarshal.GetReference(y), (nint)((i * yStrides.Batch) + (ownRows.Start * yStrides.Row) + (ownColumns.Start * yStrides.Column)));
            if (Vector512.IsHardwareAccelerated)
                Multiply<Lanes16>(ref left, aStrides, ref right, bStrides, ref to, yStrides, ownRows.Count, inner, ownColumns.Count);
            else if (Vector256.IsHardwareAccelerated)
                Multiply<Lanes8>(ref left, aStrides, ref right, bStrides, ref to, yStrides, ownRows.Count, inner, ownColumns.Count);
            else
                Multiply<Lanes4>(ref left, aStrides, ref right, bStrides, ref to, yStrides, ownRows.Count, inner, ownColumns.Count);
        }
    }

    /// <summary>One product.</summary>
    internal static void Multiply<L>(
        ref float a, MatrixStrides aStrides, ref float b, MatrixStrides bStrides, ref float y, MatrixStrides yStrides,
        int rows, int inner, int columns)
        where L : struct, ILanes<L>
    {
        var width = Tile.Width<L>();
        ref var panels = ref Scratch.Take(Gemm.MostDepth * BlockColumns);
        for (var n = 0; n < columns; n += BlockColumns)
        {
            var blockColumns = Math.Min(BlockColumns, columns - n);
            for (var k = 0; k == 0 || k < inner; k += Gemm.MostDepth)
            {
                var depth = Math.Min(Gemm.MostDepth, inner - k);
                for (var panel = 0; panel < blockColumns; panel += width)
                {
                    Packing.Interleave(
                        ref Unsafe.Add(ref b, (nint)((k * bStrides.Row) + ((n + panel) * bStrides.Column))),
                        (nint)bStrides.Column, (nint)bStrides.Row, Math.Min(width, blockColumns - panel), depth, width,
                        ref Unsafe.Add(ref panels, panel * depth));
                }

                Gemm.Multiply<L>(
                    ref Unsafe.Add(ref a, (nint)(k * aStrides.Column)), (nint)aStrides.Row, (nint)aStrides.Column,
                    ref panels, width, (nint)depth * width,
                    ref Unsafe.Add(ref y, (nint)(n * yStrides.Column)), (nint)yStrides.Row, (nint)yStrides.Column,
                    rows, depth, blockColumns, accumulate: k > 0);
            }
        }
    }
}
