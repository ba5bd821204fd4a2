namespace Modelwright.Benchmarks.Running;

/// <summary>Two ways to compute the same are compared before either is timed.</summary>
internal static class Agreement
{
    private const float Tolerance = 1e-3f;

    /// <summary>Makes sure that two results differ by no more than rounding, measured by the greatest element.</summary>
    /// <exception cref="InvalidOperationException">They differ by more.</exception>
    public static void Check(string name, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (theirs.Length != ours.Length)
            throw new InvalidOperationException($"'{name}' has {ours.Length} elements, the peer's {theirs.Length}");
        var (difference, greatest) = (0f, 0f);
        for (var i = 0; i < ours.Length; i++)
        {
            difference = MathF.Max(difference, MathF.Abs(ours[i] - theirs[i]));
            greatest = MathF.Max(greatest, MathF.Abs(theirs[i]));
        }

        // Written so that NaN is no agreement.
        if (!(difference <= Tolerance * greatest))
            throw new InvalidOperationException(FormattableString.Invariant($"'{name}' differs by {difference} of {greatest} from the peer's"));
    }
}
