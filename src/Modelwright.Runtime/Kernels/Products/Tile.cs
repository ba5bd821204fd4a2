using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Modelwright.Kernels;

/// <summary>
/// The innermost products: a few rows of the result, two vectors wide, kept in registers while the inner axis is walked.
/// A tile computes y (+)= a · b, where a holds the rows interleaved, [depth, rows], and b rows of two vectors at a stride.
/// </summary>
/// <remarks>
/// Every element is one chain of additions along the inner axis, which goes on from y where that is added to. So its bits depend
/// neither on the rows beside it nor on how the inner axis is cut. Tiles are never inlined: where a caller has no room left to
/// inline what they consist of, they would be several times slower.
/// </remarks>
internal static partial class Tile
{
    /// <summary>The most rows of a tile: 24 accumulators, where there are 32 vector registers.</summary>
    public const int Tall = 12;

    /// <summary>The most rows where there are 16 vector registers: 12 accumulators.</summary>
    public const int Low = 6;

    /// <summary>The tiles side by side that a single row takes at once: 8 accumulators.</summary>
    public const int RowPanels = 4;

    /// <summary>How far ahead of what is read a right operand that goes by once is fetched: 4 KiB.</summary>
    public const int FetchAhead = 1024;

    /// <summary>The columns of a tile.</summary>
    public static int Width<L>()
        where L : struct, ILanes<L> => 2 * L.Count;

    /// <summary>The rows of the highest tile.</summary>
    public static int MostRows<L>()
        where L : struct, ILanes<L> => typeof(L) == typeof(Lanes16) || AdvSimd.IsSupported ? Tall : Low;

    /// <summary>
    /// The height of the tile to use where some rows are left: the lowest that holds them all, or the highest, unless the rest would
    /// fill its tiles badly.
    /// </summary>
    public static int Height<L>(int rows)
        where L : struct, ILanes<L>
    {
        var most = MostRows<L>();
        if (rows >= most)
            return most == Tall && rows is (> 12 and <= 16) or (> 20 and < 24) ? 8 : most;
        return rows > 8 ? most : rows > 6 ? 8 : rows > 4 ? 6 : rows > 2 ? 4 : rows;
    }

    /// <summary>y (+)= a · b for a tile of some height.</summary>
    public static void Multiply<L>(int height, scoped in TileFactors factors, scoped in TileResult result)
        where L : struct, ILanes<L>
    {
        switch (height)
        {
            case 12:
                MultiplyTwelve<L>(factors, result);
                break;
            case 8:
                MultiplyEight<L>(factors, result);
                break;
            case 6:
                MultiplySix<L>(factors, result);
                break;
            case 4:
                MultiplyFour<L>(factors, result);
                break;
            case 2:
                MultiplyTwo<L>(factors, result);
                break;
            default:
                MultiplyOne<L>(factors, result);
                break;
        }
    }

    /// <summary>Where an element lies or would lie: to be fetched, never read, for what it belongs to may move.</summary>
    public static unsafe nint Address(ref float start, nint index) => (nint)Unsafe.AsPointer(ref start) + (index * sizeof(float));

    /// <summary>Asks for a row of b long before it is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch<L>(nint address)
        where L : struct, ILanes<L>
    {
        const int Line = 64;
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch1((void*)address);
        if (2 * L.Count * sizeof(float) > Line)
            Sse.Prefetch1((void*)(address + Line));
    }

    /// <summary>One row of a tile.</summary>
    private struct Pair<L>
        where L : struct, ILanes<L>
    {
        private L _left;
        private L _right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, L left, L right)
        {
            var lanes = L.Create(factor);
            _left = L.FusedMultiplyAdd(lanes, left, _left);
            _right = L.FusedMultiplyAdd(lanes, right, _right);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float factor, ref float b) => Add(factor, L.Load(ref b, 0), L.Load(ref b, L.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(ref float y) => (_left, _right) = (L.Load(ref y, 0), L.Load(ref y, L.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y)
        {
            _left.Store(ref y, 0);
            _right.Store(ref y, L.Count);
        }
    }
}
