using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Matrix products as rows of tiles.</summary>
internal static class Gemm
{
    /// <summary>The longest inner axis taken at a time: so much of a tall tile's rows is a fraction of the first cache.</summary>
    public const int MostDepth = 256;

    /// <summary>So many steps of a product take as long as computing one element of a loop.</summary>
    public const int StepsPerElement = 8;

    /// <summary>
    /// y[rows, columns] = a[rows, depth] · b[depth, columns], or +=. Columns are read a tile's width at a time; b's last
    /// panel is padded to that width.
    /// </summary>
    /// <param name="a">The left operand.</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="aStep">From one column of a to the next.</param>
    /// <param name="b">The right operand's first panel.</param>
    /// <param name="bStep">From one row of a panel to the next.</param>
    /// <param name="bPanel">From one panel to the next.</param>
    /// <param name="y">The result.</param>
    /// <param name="yRow">From one row of y to the next.</param>
    /// <param name="yColumn">From one column of y to the next.</param>
    /// <param name="rows">Rows of y.</param>
    /// <param name="depth">The inner extent, at most <see cref="MostDepth"/> unless there is one row.</param>
    /// <param name="columns">Columns of y.</param>
    /// <param name="accumulate">Whether to add to y.</param>
    /// <param name="next">From a panel to the one of the product that follows, which is fetched meanwhile; 0 if there is none.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<L>(
        ref float a, nint aRow, nint aStep, ref float b, nint bStep, nint bPanel, ref float y, nint yRow, nint yColumn,
        int rows, int depth, int columns, bool accumulate, nint next = 0)
        where L : struct, ILanes<L>
    {
        var most = Tile.MostRows<L>();
        Span<float> interleaved = stackalloc float[Tile.Tall * MostDepth];

        // Each row of tiles asks for its part of what is next.
        var tiles = (rows + most - 1) / most;
        var nextStep = next == 0 ? 0 : (bStep + tiles - 1) / tiles;
        for (int r = 0, count; r < rows; r += count, next += depth * nextStep)
        {
            var height = Tile.Height<L>(rows - r);
            count = Math.Min(height, rows - r);
            scoped ref var left = ref Unsafe.Add(ref a, r * aRow);
            if (height > 1 || aStep != 1)
            {
                Packing.Interleave(ref left, aRow, aStep, count, depth, height, ref interleaved[0]);
                left = ref interleaved[0];
            }

            MultiplyTiles<L>(
                ref left, height, ref b, bStep, bPanel, ref Unsafe.Add(ref y, r * yRow), yRow, yColumn, count, depth, columns, accumulate,
                next, nextStep);
        }
    }

    /// <summary>One row of tiles, of any depth.</summary>
    /// <param name="a">The left operand, interleaved: [depth, height].</param>
    /// <param name="height">The rows of a tile; those beyond the rows of y are computed and dropped.</param>
    /// <param name="b">The right operand's first panel.</param>
    /// <param name="bStep">From one row of a panel to the next.</param>
    /// <param name="bPanel">From one panel to the next.</param>
    /// <param name="y">The result.</param>
    /// <param name="yRow">From one row of y to the next.</param>
    /// <param name="yColumn">From one column of y to the next.</param>
    /// <param name="rows">Rows of y.</param>
    /// <param name="depth">The inner extent.</param>
    /// <param name="columns">Columns of y.</param>
    /// <param name="accumulate">Whether to add to y.</param>
    /// <param name="next">From a panel to what is fetched meanwhile.</param>
    /// <param name="nextStep">How far that goes on in each step of the inner axis.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTiles<L>(
        ref float a, int height, ref float b, nint bStep, nint bPanel, ref float y, nint yRow, nint yColumn,
        int rows, int depth, int columns, bool accumulate, nint next, nint nextStep)
        where L : struct, ILanes<L>
    {
        var width = Tile.Width<L>();
        Span<float> edge = stackalloc float[Tile.Tall * width];
        var n = 0;
        for (; height == 1 && yColumn == 1 && n + (Tile.RowPanels * width) <= columns; n += Tile.RowPanels * width)
            Tile.MultiplyRow<L>(ref a, ref Unsafe.Add(ref b, n / width * bPanel), bStep, bPanel, depth, ref Unsafe.Add(ref y, n), accumulate);
        for (; n < columns; n += width)
        {
            ref var panel = ref Unsafe.Add(ref b, n / width * bPanel);
            ref var to = ref Unsafe.Add(ref y, n * yColumn);
            var factors = new TileFactors(ref a, ref panel, bStep, depth, next, nextStep);
            if (n + width <= columns && yColumn == 1)
            {
                Tile.Multiply<L>(height, factors, new(ref to, yRow, rows, accumulate));
            }
            else
            {
                var filled = Math.Min(width, columns - n);
                if (accumulate)
                    Copy(ref to, yRow, yColumn, ref edge[0], width, 1, rows, filled);
                Tile.Multiply<L>(height, factors, new(ref edge[0], width, rows, accumulate));
                Copy(ref edge[0], width, 1, ref to, yRow, yColumn, rows, filled);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(
        ref float from, nint fromRow, nint fromColumn, ref float to, nint toRow, nint toColumn, int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var n = 0; n < columns; n++)
                Unsafe.Add(ref to, (r * toRow) + (n * toColumn)) = Unsafe.Add(ref from, (r * fromRow) + (n * fromColumn));
        }
    }
}
