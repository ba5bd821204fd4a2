using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>What can be proved about extents, given that every symbolic dimension is at least one.</summary>
internal static class Proofs
{
    private const int MostQuotients = 4;

    public static bool IsPositive(Dim value) => IsNonNegative(value - Dim.One);

    /// <summary>
    /// Substituting n + 1 for every symbol n leaves a polynomial over numbers from 0 up; without a negative coefficient
    /// it cannot be negative. A quotient q = floor(a / d) is also bounded by a - d + 1 &lt;= d * q &lt;= a.
    /// </summary>
    public static bool IsNonNegative(Dim value) => IsNonNegative(value, MostQuotients);

    /// <summary>floor(high / divisor), using (c * n - 1) / n = c - 1 where it is exact.</summary>
    public static Dim QuotientBound(Dim high, Dim divisor) =>
        Dim.DivideExactly(high + Dim.One, divisor) is { } count ? count - Dim.One : Dim.FloorDivide(high, divisor);

    /// <summary>What a value that is linear in something grows by with it, given the value where that is 0, 1 and 2; null where it is not linear.</summary>
    public static Dim? Slope(Func<Dim, Dim> at)
    {
        var slope = at(Dim.One) - at(Dim.Zero);
        return (at(2) - at(Dim.One)).Equals(slope) ? slope : null;
    }

    private static bool IsNonNegative(Dim value, int quotients)
    {
        if (value.Value is { } number)
            return number >= 0;
        if (value.Substitute(name => Dim.Symbol(name) + Dim.One).HasNoNegativeTerm)
            return true;
        foreach (var quotient in value.Quotients.Where(_ => quotients > 0))
        {
            var (numerator, divisor) = quotient;
            if (!IsNonNegative(divisor - Dim.One, 0) || Slope(q => value.ReplaceQuotient(quotient, q)) is not { } slope)
                continue;
            var rest = value.ReplaceQuotient(quotient, Dim.Zero) * divisor;
            if (IsNonNegative(slope, 0) && IsNonNegative(rest + (slope * (numerator - divisor + Dim.One)), quotients - 1))
                return true;
            if (IsNonNegative(Dim.Zero - slope, 0) && IsNonNegative(rest + (slope * numerator), quotients - 1))
                return true;
        }

        return false;
    }
}
