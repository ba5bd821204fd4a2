namespace Modelwright;

/// <summary>The error function, which the BCL lacks.</summary>
internal static class ErrorFunction
{
    /// <summary>2 / sqrt(pi) times the integral of exp(-t²) from 0 to x, to double precision.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (Math.Abs(x) > 6)
            return Math.Sign(x);

        // erf x = 2/sqrt(pi) exp(-x²) sum 2^n x^(2n+1) / (1·3·5···(2n+1)): every term has the sign of x, so nothing cancels.
        var (sum, term) = (0.0, x);
        for (var n = 1; sum + term != sum; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * PortableMath.Exp(-x * x) * sum;
    }
}
