using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>A weight matrix, laid out once for products with activations: y = x · Wᵀ.</summary>
/// <remarks>
/// The layout is panels of as many outputs as a tile is wide, each [inputs, width], the last one padded with zeros. A
/// product with many rows lays x out for the tiles once and works on a block of W that stays in the second cache, while the next
/// one is fetched; one with few rows streams through W once.
/// </remarks>
public sealed class PackedMatrix
{
    // A block of W stays in the second cache beside the one that is fetched: 256 KiB. A long inner axis is worth more than many columns,
    // for each further block of it reads y again.
    private const int BlockColumns = 128;
    private const int BlockDepth = 512;

    // The most elements of x that are kept interleaved: 1.5 MiB.
    private const int MostInterleaved = 3 << 17;

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
        _panels = WeightMemory.Take(((long)outputs + width - 1) / width * width * inputs);
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
    public void Multiply(Worker worker, ReadOnlySpan<float> x, int rows, Span<float> y, bool accumulate = false) =>
        Multiply(worker, x, rows, y, accumulate, default(Epilogue.None));

    /// <summary>y = x · Wᵀ, and what an epilogue makes of it, part by part. Allocates nothing.</summary>
    /// <param name="worker">The thread; all of a call share the work, and each runs the epilogue over what it has computed.</param>
    /// <param name="x">[rows, K], row-major.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="y">[rows, N], row-major; must not overlap x nor what the epilogue reads elsewhere.</param>
    /// <param name="epilogue">Runs once over each element; it may write elements of y that it is given, and reads no others.</param>
    /// <exception cref="ArgumentException">A span does not fill its shape.</exception>
    public void Multiply<TEpilogue>(Worker worker, ReadOnlySpan<float> x, int rows, Span<float> y, TEpilogue epilogue)
        where TEpilogue : IEpilogue, allows ref struct => Multiply(worker, x, rows, y, false, epilogue);

    /// <summary>Writes rows of W back, row-major [rows, inputs].</summary>
    /// <param name="weight">Where; as many rows as fill it are written.</param>
    /// <param name="first">The first of the rows.</param>
    /// <exception cref="ArgumentException">The span is no number of rows, or W does not have so many.</exception>
    public void CopyTo(Span<float> weight, int first = 0)
    {
        var end = Inputs == 0 ? first : first + (weight.Length / Inputs);
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

    private void Multiply<TEpilogue>(Worker worker, ReadOnlySpan<float> x, int rows, Span<float> y, bool accumulate, TEpilogue epilogue)
        where TEpilogue : IEpilogue, allows ref struct
    {
        Guard.Length(nameof(x), x.Length, (long)rows * Inputs);
        Guard.Length(nameof(y), y.Length, (long)rows * Outputs);
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        if (Width == Tile.Width<Lanes16>())
            Multiply<Lanes16, TEpilogue>(worker, ref from, rows, ref to, accumulate, ref epilogue);
        else if (Width == Tile.Width<Lanes8>())
            Multiply<Lanes8, TEpilogue>(worker, ref from, rows, ref to, accumulate, ref epilogue);
        else
            Multiply<Lanes4, TEpilogue>(worker, ref from, rows, ref to, accumulate, ref epilogue);
    }

    private void Multiply<L, TEpilogue>(Worker worker, ref float x, int rows, ref float y, bool accumulate, ref TEpilogue epilogue)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        // Where there are few rows, each weight is read by one worker.
        var byRow = rows >= 2 * Tile.Tall * worker.Count;
        var own = byRow ? worker.Share(rows, Tile.Tall, (long)Outputs * Inputs / Gemm.StepsPerElement) : new Share(0, rows);
        var ownColumns = byRow ? new Share(0, Outputs) : worker.Share(Outputs, Width, (long)rows * Inputs / Gemm.StepsPerElement);
        if (own.Count == 0 || ownColumns.Count == 0)
            return;
        if (rows > Tile.MostRows<L>())
        {
            MultiplyBlocks<L, TEpilogue>(ref x, own, ownColumns, ref y, accumulate, ref epilogue);
            return;
        }

        if (rows == 1)
            MultiplyRow<L>(ref x, ownColumns, ref y, accumulate);
        else
            MultiplyOnce<L>(ref x, rows, ownColumns, ref y, accumulate);
        Epilogue.Run(ref epilogue, own, ownColumns);
    }

    /// <summary>The product with one row, which is read where it is.</summary>
    private void MultiplyRow<L>(ref float x, Share columns, ref float y, bool accumulate)
        where L : struct, ILanes<L> => Gemm.MultiplyTiles<L>(
            ref x, 1, ref Panel(columns.Start), Width, (nint)Inputs * Width, ref Unsafe.Add(ref y, columns.Start), Outputs, 1,
            1, Inputs, columns.Count, accumulate, 0, 0);

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

    /// <summary>The product with many rows, of which as many at a time as can be kept interleaved for all columns.</summary>
    private void MultiplyBlocks<L, TEpilogue>(ref float x, Share rows, Share columns, ref float y, bool accumulate, ref TEpilogue epilogue)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        var most = Math.Max(1, MostInterleaved / Tile.Tall / Math.Max(1, Inputs)) * Tile.Tall;
        var blocks = (rows.Count + most - 1) / most;
        var blockRows = (((rows.Count + blocks - 1) / blocks) + Tile.Tall - 1) / Tile.Tall * Tile.Tall;
        for (var r = rows.Start; r < rows.End; r += blockRows)
            MultiplyBlock<L, TEpilogue>(ref x, new(r, Math.Min(r + blockRows, rows.End)), columns, ref y, accumulate, ref epilogue);
    }

    /// <summary>Goes through W block by block; the first columns' blocks interleave x, which all others find so.</summary>
    private void MultiplyBlock<L, TEpilogue>(ref float x, Share rows, Share columns, ref float y, bool accumulate, ref TEpilogue epilogue)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        var most = Tile.MostRows<L>();
        var tiles = (rows.Count + most - 1) / most;
        ref var interleaved = ref Scratch.Take((rows.Count + most) * Inputs);
        for (var n = columns.Start; n < columns.End; n += BlockColumns)
        {
            var blockColumns = new Share(n, Math.Min(n + BlockColumns, columns.End));
            ref var left = ref interleaved;
            for (var k = 0; k == 0 || k < Inputs; k += BlockDepth)
            {
                // Each row of tiles asks for its part of the next block.
                var depth = Math.Min(BlockDepth, Inputs - k);
                var isLast = k + BlockDepth >= Inputs;
                var next = isLast ? ((nint)BlockColumns * Inputs) - ((nint)k * Width) : (nint)BlockDepth * Width;
                var nextStep = isLast && n + BlockColumns >= columns.End ? 0 : (Width + tiles - 1) / tiles;
                for (int r = rows.Start, count; r < rows.End; r += count, next += depth * nextStep)
                {
                    var height = Tile.Height<L>(rows.End - r);
                    count = Math.Min(height, rows.End - r);
                    if (n == columns.Start)
                        Packing.Interleave(ref Unsafe.Add(ref x, ((nint)r * Inputs) + k), Inputs, 1, count, depth, height, ref left);
                    Gemm.MultiplyTiles<L>(
                        ref left, height, ref Unsafe.Add(ref Panel(n), (nint)k * Width), Width, (nint)Inputs * Width,
                        ref Unsafe.Add(ref y, ((nint)r * Outputs) + n), Outputs, 1,
                        count, depth, blockColumns.Count, accumulate || k > 0, next, nextStep);
                    left = ref Unsafe.Add(ref left, depth * height);
                    if (isLast)
                        Epilogue.Run(ref epilogue, new(r, r + count), blockColumns);
                }
            }
        }
    }

    /// <summary>The panel that starts at an output.</summary>
    private ref float Panel(int output) => ref Unsafe.Add(ref _panels.First, (nint)output * Inputs);
}
