namespace Modelwright.Compiler.Reference;

/// <summary>The lines of a row-major shape along one axis, numbered in row-major order of the other axes.</summary>
internal sealed class AxisLines(int[] shape, int axis)
{
    /// <summary>The distance between neighbours of a line.</summary>
    public int Stride { get; } = shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);

    /// <summary>The elements of a line.</summary>
    public int Extent { get; } = shape[axis];

    /// <summary>How many lines there are.</summary>
    public int Count { get; } = shape.Where((_, i) => i != axis).Aggregate(1, (product, extent) => product * extent);

    /// <summary>The offset of a line's first element.</summary>
    public int Start(int line) => (line / Stride * Extent * Stride) + (line % Stride);

    /// <summary>The offsets of a line's elements in order; of those where a mask holds if there is one.</summary>
    public IEnumerable<int> Elements(int line, double[]? mask)
    {
        for (int i = 0, at = Start(line); i < Extent; i++, at += Stride)
        {
            if (mask is null || mask[at] != 0)
                yield return at;
        }
    }
}
