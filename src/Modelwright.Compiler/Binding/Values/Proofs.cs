using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>What can be proved about extents, given that every symbolic dimension is at least one.</summary>
internal static class Proofs
{
    public static bool IsPositive(Dim value) => IsNonNegative(value - Dim.One);

    /// <summary>
    /// Substituting n + 1 for every symbol n leaves a polynomial over numbers from 0 up; without a negative coefficient
    /// it cannot be negative.
    /// </summary>
    public static bool IsNonNegative(Dim value)
    {
        if (value.Value is { } number)
            return number >= 0;
        return value.Substitute(name => Dim.Symbol(name) + Dim.One).HasNoNegativeTerm;
    }

    /// <summary>floor(high / divisor), using (c * n - 1) / n = c - 1 where it is exact.</summary>
    public static Dim QuotientBound(Dim high, Dim divisor) =>
        Dim.DivideExactly(high + Dim.One, divisor) is { } count ? count - Dim.One : Dim.FloorDivide(high, divisor);
}
