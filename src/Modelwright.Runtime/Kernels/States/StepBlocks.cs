namespace Modelwright.Kernels;

/// <summary>Copies steps between tensors [blocks, room, inner] with room for different numbers of steps.</summary>
internal static class StepBlocks
{
    /// <summary>A worker's share of <see cref="Copy{T}(ReadOnlySpan{T}, int, Span{T}, int, int, int)"/>.</summary>
    public static void Copy<T>(Worker worker, ReadOnlySpan<T> from, int fromRoom, Span<T> to, int toRoom, int blocks, int length)
    {
        var own = worker.Share(blocks * length);
        for (var start = own.Start; start < own.End;)
        {
            var (block, at) = Math.DivRem(start, length);
            var count = Math.Min(length - at, own.End - start);
            from.Slice((block * fromRoom) + at, count).CopyTo(to.Slice((block * toRoom) + at, count));
            start += count;
        }
    }

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
