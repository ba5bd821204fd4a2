namespace Modelwright.Kernels;

/// <summary>
/// A tensor read along its time axis: [outer, <see cref="Length"/>, inner], where rows of the outer axes may lie further
/// apart than the steps fill, because room for later steps is between them.
/// </summary>
/// <param name="data">The elements; the first is the first.</param>
/// <param name="outerStride">Elements between neighbours along the outer axis.</param>
/// <param name="length">Steps to read.</param>
/// <param name="start">Which step of the sequence the first one is.</param>
public readonly ref struct HistorySpan<T>(ReadOnlySpan<T> data, long outerStride, int length, int start = 0)
    where T : unmanaged
{
    /// <summary>The elements; the first is the first.</summary>
    public ReadOnlySpan<T> Data { get; } = data;

    /// <summary>Elements between neighbours along the outer axis.</summary>
    public long OuterStride { get; } = outerStride;

    /// <summary>Steps to read.</summary>
    public int Length { get; } = length;

    /// <summary>Which step of the sequence the first one is.</summary>
    public int Start { get; } = start;
}

/// <summary>Views of whole sequences.</summary>
public static class HistorySpan
{
    /// <summary>A whole sequence as its own history.</summary>
    /// <param name="chunk">[outer, length, inner], contiguous.</param>
    /// <param name="length">The steps.</param>
    /// <param name="inner">Elements per step.</param>
    public static HistorySpan<T> Of<T>(ReadOnlySpan<T> chunk, int length, int inner)
        where T : unmanaged => new(chunk, (long)length * inner, length);
}
