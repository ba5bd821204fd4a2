namespace Modelwright.Kernels;

/// <summary>Which rows of a session's batch a call works on: what lies in memory row by row is read and written for these alone.</summary>
/// <param name="all">The rows there are; at first a call works on all.</param>
public sealed class CallRows(int all)
{
    /// <summary>The rows there are.</summary>
    public int All { get; } = all;

    /// <summary>The first row of the call.</summary>
    public int First { get; private set; }

    /// <summary>The rows of the call.</summary>
    public int Count { get; private set; } = all;

    /// <summary>Whether the call works on every row.</summary>
    public bool AreAll => Count == All;

    /// <summary>Chooses rows that lie side by side.</summary>
    public void Choose(int first, int count) => (First, Count) = (first, count);

    /// <summary>The part of the call's rows in what lies row by row.</summary>
    internal Span<T> Of<T>(T[] data)
    {
        var width = data.Length / All;
        return data.AsSpan(First * width, Count * width);
    }
}
