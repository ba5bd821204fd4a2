using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>A weight matrix, laid out once for products with activations: y = x · Wᵀ.</summary>
/// <remarks>
/// The layout is panels of as many outputs as a tile is wide, each [inputs, width], the last one padded with zeros. A
/// product with many rows works on a block that stays in the second cache, while the next one is fetched; one with few rows
/// streams through W once.
/// </remarks>
public sealed class PackedMatrix
{
    // A block of W of this many columns stays in the second cache: 512 KiB.
    private const int BlockColumns = 512;

    private readonly AlignedFloats _panels;

    /// <summary>Lays out a weight.</summary>
    /// <param name="weight">W, row-major [outputs, inputs].</param>
    /// <param name="outputs">N.</param>
    /// <param name="inputs">K.</param>
    /// <exception cref="ArgumentException">The span does not fill the shape.</exception>
    public PackedMatrix(ReadOnlySpan<float> weight, int outputs, int inputs)
        : this(weight, outputs, inputs, WidestTile)
    {
    }

    /// <summary>Lays out a weight for tiles of a certain width.</summary>
    internal PackedMatrix(ReadOnlySpan<float> weight, int outputs, int inputs, int width)
    {
        Guard.Length(nameof(weight), weight.Length, (long)outputs * inputs);
        (Outputs, Inputs, Width) = (outputs, inputs, width);
        _panels = new AlignedFloats(((long)outputs + width - 1) / width * width * inputs);
        for (var n = 0; n < outputs; n += width)
        {
            Packing.Interleave(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(weight), (nint)n * inputs), inputs, 1,
                Math.Min(width, outputs - n), inputs, width, ref Panel(n));
        }
    }

    /// <summary>The number of rows of W, N.</summary>
    public int Outputs { get; }

    /// <summary>The number of columns of W, K.</summary>
    public int Inputs { get; }

    private int Width { get; }

    private static int WidestTile =>
        Vector512.IsHardwareAccelerated ? Tile.Width<Lanes16>() : Vector256.IsHardwareAccelerated ? Tile.Width<Lanes8>() : Tile.Width<Lanes4>();

    /// <summary>y = x · Wᵀ, or y += x · Wᵀ. Allocates nothing.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="x">[rows, K], row-major.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="y">[rows, N], row-major; must not overlap x.</param>
    /// <param name="accumulate">Whether to add to what y holds.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public void Multiply(Worker worker, ReadOnlySpan<float> x, int rows, Span<float> y, bool accumulate = false)
    {
        Guard.Length(nameof(x), x.Length, (long)rows * Inputs);
        Guard.Length(nameof(y), y.Length, (long)rows * Outputs);
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        if (Width == Tile.Width<Lanes16>())
            Multiply<Lanes16>(worker, ref from, rows, ref to, accumulate);
        else if (Width == Tile.Width<Lanes8>())
            Multiply<Lanes8>(worker, ref from, rows, ref to, accumulate);
        else
            Multiply<Lanes4>(worker, ref from, rows, ref to, accumulate);
    }

    /// <summary>Writes rows of W back, row-major [rows, inputs].</summary>
    /// <param name="weight">Where; as many rows as fill it are written.</param>
    /// <param name="first">The first of the rows.</param>
    /// <exception cref="ArgumentException">The span is no number of rows, or W does not have so many.</exception>
    public void CopyTo(Span<float> weight, int first = 0)
    {
        var end = first + (weight.Length / Inputs);
        Guard.Length(nameof(weight), weight.Length, ((long)Math.Min(end, Outputs) - first) * Inputs);
        for (var n = first; n < end;)
        {
            var inPanel = n % Width;
            var rows = Math.Min(Width - inPanel, end - n);
            Packing.Separate(
                ref Unsafe.Add(ref Panel(n - inPanel), inPanel), Width, rows, Inputs,
                ref Unsafe.Add(ref MemoryMarshal.GetReference(weight), (nint)(n - first) * Inputs), Inputs);
            n += rows;
        }
    }

    private void Multiply<L>(Worker worker, ref float x, int rows, ref float y, bool accumulate)
        where L : struct, ILanes<L>
    {
        // Where there are few rows, each weight is read by one worker.
        var byRow = rows >= 2 * Tile.Tall * worker.Count;
        var own = byRow ? worker.Share(rows, Tile.Tall, (long)Outputs * Inputs / Gemm.StepsPerElement) : new Share(0, rows);
        var ownColumns = byRow ? new Share(0, Outputs) : worker.Share(Outputs, Width, (long)rows * Inputs / Gemm.StepsPerElement);
        x = ref Unsafe.Add(ref x, (nint)own.Start * Inputs);
        y = ref Unsafe.Add(ref y, (nint)own.Start * Outputs);
        if (own.Count == 0 || ownColumns.Count == 0)
            return;
        if (rows > 1 && rows <= Tile.MostRows<L>())
        {
            MultiplyOnce<L>(ref x, rows, ownColumns, ref y, accumulate);
            return;
        }

        var depthBlock = rows == 1 ? Inputs : Gemm.MostDepth;
        var columnBlock = rows == 1 ? Outputs : BlockColumns;
        for (var n = ownColumns.Start; n < ownColumns.End; n += columnBlock)
        {
            var columns = Math.Min(columnBlock, ownColumns.End - n);
            for (var k = 0; k < Inputs; k += depthBlock)
            {
                var next = k + depthBlock < Inputs ? (nint)depthBlock * Width
                    : n + columnBlock < ownColumns.End ? ((nint)columnBlock * Inputs) - ((nint)k * Width)
                    : 0;
                Gemm.Multiply<L>(
                    ref Unsafe.Add(ref x, k), Inputs, 1,
                    ref Unsafe.Add(ref Panel(n), (nint)k * Width), Width, (nint)Inputs * Width,
                    ref Unsafe.Add(ref y, n), Outputs, 1,
                    own.Count, Math.Min(depthBlock, Inputs - k), columns, accumulate || k > 0, next);
            }
        }
    }

    /// <summary>The product with so few rows that one tile holds them: W goes by once, from the first panel to the last.</summary>
    private void MultiplyOnce<L>(ref float x, int rows, Share columns, ref float y, bool accumulate)
        where L : struct, ILanes<L>
    {
        var height = Tile.Height<L>(rows);
        ref var left = ref Scratch.Take(height * Inputs);
        Packing.Interleave(ref x, Inputs, 1, rows, Inputs, height, ref left);
        Gemm.MultiplyTiles<L>(
            ref left, height, ref Panel(columns.Start), Width, (nint)Inputs * Width, ref Unsafe.Add(ref y, columns.Start), Outputs, 1,
            rows, Inputs, columns.Count, accumulate, Tile.FetchAhead, Width);
    }

    /// <summary>The panel that starts at an output.</summary>
    private ref float Panel(int output) => ref Unsafe.Add(ref _panels.First, (nint)output * Inputs);
}
