namespace Modelwright.Kernels;

/// <summary>A worker's part of a range.</summary>
/// <param name="Start">The first index.</param>
/// <param name="End">One past the last.</param>
public readonly record struct Share(int Start, int End)
{
    /// <summary>How many.</summary>
    public int Count => End - Start;
}
