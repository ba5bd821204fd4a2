namespace Modelwright.Kernels;

/// <summary>Copies steps between tensors [blocks, room, inner] with room for different numbers of steps.</summary>
internal static class StepBlocks
{
    /// <summary>Copies the same steps of some blocks.</summary>
    /// <param name="from">The first step to be copied, of the first block.</param>
    /// <param name="fromRoom">Elements from one block to the next there.</param>
    /// <param name="to">Where to.</param>
    /// <param name="toRoom">Elements from one block to the next there.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="length">Elements of each.</param>
    public static void Copy<T>(ReadOnlySpan<T> from, int fromRoom, Span<T> to, int toRoom, int blocks, int length)
    {
        for (var block = 0; block < blocks; block++)
            from.Slice(block * fromRoom, length).CopyTo(to.Slice(block * toRoom, length));
    }
}
