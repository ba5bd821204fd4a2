namespace Modelwright.Kernels;

/// <summary>What a tile multiplies.</summary>
/// <param name="a">Rows of the left operand, interleaved: [depth, height of the tile].</param>
/// <param name="b">Rows of the right operand, two vectors each.</param>
/// <param name="bStride">From one row of b to the next.</param>
/// <param name="depth">The inner extent.</param>
/// <param name="next">From b to what is needed later; may lie outside of everything.</param>
/// <param name="nextStride">How far that goes on in each step of the inner axis.</param>
internal readonly ref struct TileFactors(ref float a, ref float b, nint bStride, nint depth, nint next, nint nextStride)
{
    /// <summary>The left operand.</summary>
    public readonly ref float A = ref a;

    /// <summary>The right operand.</summary>
    public readonly ref float B = ref b;

    /// <summary>From one row of the right operand to the next.</summary>
    public nint BStride => bStride;

    /// <summary>The inner extent.</summary>
    public nint Depth => depth;

    /// <summary>The address of what is needed later, for the second cache to fetch.</summary>
    public nint Next { get; } = Tile.Address(ref b, next);

    /// <summary>How many bytes that goes on in each step.</summary>
    public nint NextStride => nextStride * sizeof(float);
}
