using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Where the rows of a tile go.</summary>
/// <param name="y">The first row.</param>
/// <param name="stride">From one row to the next.</param>
/// <param name="rows">How many there are; a tile may be higher.</param>
/// <param name="accumulates">Whether to add to them.</param>
internal readonly ref struct TileResult(ref float y, nint stride, int rows, bool accumulates)
{
    private readonly ref float _y = ref y;

    /// <summary>Whether to add to what is there.</summary>
    public bool Accumulates => accumulates;

    /// <summary>A row. Those that are missing lie where the last one is: written from the last to the first, they leave no trace.</summary>
    public ref float this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref _y, Math.Min(row, rows - 1) * stride);
    }
}
