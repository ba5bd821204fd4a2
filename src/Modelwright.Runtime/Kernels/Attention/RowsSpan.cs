using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>A tensor read row by row: [batch, steps, heads, width] at any distances, but for the elements of a row, which lie side by side.</summary>
/// <param name="data">The elements; the first is the first.</param>
/// <param name="heads">How many heads there are.</param>
/// <param name="batchStride">Elements between neighbours along the batch.</param>
/// <param name="stepStride">Elements between neighbouring steps.</param>
/// <param name="headStride">Elements between neighbouring heads.</param>
public readonly ref struct RowsSpan(ReadOnlySpan<float> data, int heads, int batchStride, int stepStride, int headStride)
{
    /// <summary>The elements; the first is the first.</summary>
    public ReadOnlySpan<float> Data { get; } = data;

    /// <summary>How many heads there are; none where there is no tensor.</summary>
    public int Heads { get; } = heads;

    /// <summary>Elements between neighbours along the batch.</summary>
    public nint BatchStride { get; } = batchStride;

    /// <summary>Elements between neighbouring steps.</summary>
    public nint StepStride { get; } = stepStride;

    /// <summary>Elements between neighbouring heads.</summary>
    public nint HeadStride { get; } = headStride;

    /// <summary>A tensor in row-major order.</summary>
    /// <param name="data">[batch, steps, heads, width].</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="heads">Its heads.</param>
    /// <param name="width">The elements of a row.</param>
    public static RowsSpan Of(ReadOnlySpan<float> data, int steps, int heads, int width) =>
        new(data, heads, steps * heads * width, heads * width, width);

    /// <summary>The first element of a row.</summary>
    internal ref float Row(int batch, int head, int step) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(Data), (batch * BatchStride) + (step * StepStride) + (head * HeadStride));

    /// <summary>Refuses data that does not reach to the last of so many rows.</summary>
    internal void Check(string name, int batch, int steps, long width) => Guard.Reaches(
        name, Data.Length, ((batch - 1) * (long)BatchStride) + ((steps - 1) * (long)StepStride) + ((Heads - 1) * (long)HeadStride) + width);
}
