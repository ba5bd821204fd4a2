namespace Modelwright;

/// <summary>Weights do not fit a model; the message lists every mismatch.</summary>
public sealed class WeightsMismatchException : Exception
{
    internal WeightsMismatchException(string source, IReadOnlyList<string> mismatches)
        : base($"{source} does not fit the model:{string.Concat(mismatches.Select(m => "\n  " + m))}") => Mismatches = mismatches;

    /// <summary>One sentence per mismatch.</summary>
    public IReadOnlyList<string> Mismatches { get; }
}
