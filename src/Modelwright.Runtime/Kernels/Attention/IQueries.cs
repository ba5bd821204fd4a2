namespace Modelwright.Kernels;

/// <summary>Whether one query or two read the same rows at a time; where it is one, what there is for a second goes unused.</summary>
internal interface IQueries
{
    /// <summary>Whether there are two.</summary>
    static abstract bool AreTwo { get; }
}

/// <summary>One.</summary>
internal readonly struct OneQuery : IQueries
{
    /// <inheritdoc/>
    public static bool AreTwo => false;
}

/// <summary>Two, which get the same sums as each alone.</summary>
internal readonly struct TwoQueries : IQueries
{
    /// <inheritdoc/>
    public static bool AreTwo => true;
}
