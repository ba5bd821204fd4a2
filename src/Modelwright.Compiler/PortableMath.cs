namespace Modelwright;

/// <summary>
/// The elementary functions from operations that IEEE 754 rounds exactly, so that every machine gets the same bits: those
/// of the platform differ in the last ones. Errors are about one unit in the last place.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.6931471805599453;

    // ln 2 and pi / 2 in parts whose products with small integers are exact.
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double HalfPiHigh = 1.57079632673412561417;
    private const double HalfPiMiddle = 6.07710050630396597660e-11;
    private const double HalfPiLow = 2.02226624879595063154e-21;

    /// <summary>The natural logarithm by the series of 2 atanh((m - 1) / (m + 1)), m being the mantissa around 1.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        var (exponent, mantissa) = Split(x);
        var z = (mantissa - 1) / (mantissa + 1);
        return (2 * z * AtanhSeries(z * z)) + (exponent * Ln2);
    }

    /// <summary>e to the power of x.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x) || x > 709.782712893384)
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x < -745.2)
            return 0;
        var exponent = Math.Floor((x / Ln2) + 0.5);
        var rest = x - (exponent * Ln2High) - (exponent * Ln2Low);
        var sum = 0.0;
        for (var n = 14; n >= 1; n--)
            sum = (1 + sum) * rest / n;
        // In two steps, because the result may be subnormal or the factor alone too large.
        var half = Math.Floor(exponent / 2);
        return (1 + sum) * PowerOfTwo((int)half) * PowerOfTwo((int)(exponent - half));
    }

    /// <summary>x to the power of y; roots and small integers exactly where the result is.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
            return 1;
        if (Math.Abs(y) == 0.5 && x > 0 && !double.IsInfinity(x))
            return y > 0 ? Math.Sqrt(x) : ReciprocalRoot(x);
        if (Math.Abs(y) <= 64 && Math.Floor(y) == y && Math.Abs(x) is > 1e-4 and < 1e4)
            return IntegerPower(x, (int)y);
        if (x > 0 && !double.IsInfinity(x) && Math.Abs(y) < 1e300)
            return PositivePower(x, y);
        // Zero, infinities, negative bases: nothing to round but the sign.
        return x < 0 && Math.Floor(y) == y && !double.IsInfinity(x) && Math.Abs(y) < 1e300
            ? PositivePower(-x, y) * (Math.Floor(y / 2) * 2 == y ? 1 : -1)
            : Math.Pow(x, y);
    }

    /// <summary>The sine of an angle in radians.</summary>
    public static double Sin(double x)
    {
        var (quadrant, rest) = Reduce(x);
        return quadrant switch { 0 => SinSeries(rest), 1 => CosSeries(rest), 2 => -SinSeries(rest), _ => -CosSeries(rest) };
    }

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x)
    {
        var (quadrant, rest) = Reduce(x);
        return quadrant switch { 0 => CosSeries(rest), 1 => -SinSeries(rest), 2 => -CosSeries(rest), _ => SinSeries(rest) };
    }

    /// <summary>The angle in radians whose tangent is x: from that of a tangent nearby, by the tangent of their difference.</summary>
    public static double Atan(double x)
    {
        var magnitude = Math.Abs(x);
        if (!(magnitude > 0))
            return x;
        var (high, low, rest) = magnitude switch
        {
            < 0.4375 => (0, 0, magnitude),
            < 0.6875 => (0.4636476090008061, 2.2698777452961687e-17, ((2 * magnitude) - 1) / (2 + magnitude)),
            < 1.1875 => (0.7853981633974483, 3.061616997868383e-17, (magnitude - 1) / (magnitude + 1)),
            < 2.4375 => (0.982793723247329, 1.3903311031230998e-17, (magnitude - 1.5) / (1 + (1.5 * magnitude))),
            _ => (1.5707963267948966, 6.123233995736766e-17, -1 / magnitude),
        };
        var square = rest * rest;
        var series = 0.0;
        for (var n = 43; n >= 3; n -= 2)
            series = ((1.0 / n) - series) * square;
        var angle = high + (low - (rest * series) + rest);
        return x < 0 ? -angle : angle;
    }

    /// <summary>The hyperbolic tangent: a continued fraction near zero, where a quotient of powers would cancel.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (Math.Abs(x) > 20)
            return Math.Sign(x);
        if (Math.Abs(x) > 1.5)
            return 1 - (2 / (Exp(2 * x) + 1));
        var fraction = 0.0;
        for (var n = 31; n >= 3; n -= 2)
            fraction = x * x / (n + fraction);
        return x / (1 + fraction);
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    /// <summary>x as a mantissa between the roots of one half and of two, and a power of two.</summary>
    private static (int Exponent, double Mantissa) Split(double x)
    {
        var shift = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984; // 2^54: subnormal numbers become normal
            shift = -54;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023 + shift;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xfffffffffffff) | 0x3ff0000000000000);
        return mantissa > 1.4142135623730951 ? (exponent + 1, mantissa / 2) : (exponent, mantissa);
    }

    /// <summary>atanh(z) / z as a series of z².</summary>
    private static double AtanhSeries(double square)
    {
        var series = 0.0;
        for (var n = 23; n >= 1; n -= 2)
            series = (series * square) + (1.0 / n);
        return series;
    }

    private static double IntegerPower(double x, int y)
    {
        var product = 1.0;
        for (var rest = Math.Abs(y); rest > 0; rest /= 2, x *= x)
            product *= rest % 2 == 0 ? 1 : x;
        return y < 0 ? 1 / product : product;
    }

    /// <summary>One step of Newton's method mends what two roundings lost.</summary>
    private static double ReciprocalRoot(double x)
    {
        var root = 1 / Math.Sqrt(x);
        var square = Multiply(root, root);
        var one = Multiply(x, square.High);
        return root + (root * (1 - one.High - one.Low - (x * square.Low)) / 2);
    }

    /// <summary>exp(y log x) with the logarithm in two doubles, so that a large product loses nothing.</summary>
    private static double PositivePower(double x, double y)
    {
        var (exponent, mantissa) = Split(x);
        var (numerator, denominator) = (mantissa - 1, mantissa + 1);
        var z = numerator / denominator;
        var product = Multiply(z, denominator);
        var denominatorLow = mantissa - (denominator - 1);
        var zLow = (numerator - product.High - product.Low - (z * denominatorLow)) / denominator;
        var tail = 2 * z * (AtanhSeries(z * z) - 1);
        var high = Add(exponent * Ln2High, 2 * z);
        var log = Add(high.High, high.Low + tail + (2 * zLow) + (exponent * Ln2Low));
        var power = Multiply(y, log.High);
        var low = power.Low + (y * log.Low);
        var result = Exp(power.High);
        return double.IsInfinity(result) || result == 0 ? result : result + (result * low);
    }

    /// <summary>A sum and what rounding it lost (Knuth).</summary>
    private static (double High, double Low) Add(double a, double b)
    {
        var sum = a + b;
        var added = sum - a;
        return (sum, a - (sum - added) + (b - added));
    }

    /// <summary>A product and what rounding it lost (Dekker).</summary>
    private static (double High, double Low) Multiply(double a, double b)
    {
        var ((aHigh, aLow), (bHigh, bLow)) = (Halves(a), Halves(b));
        var product = a * b;
        return (product, (aLow * bLow) - (product - (aHigh * bHigh) - (aLow * bHigh) - (aHigh * bLow)));
    }

    private static (double High, double Low) Halves(double x)
    {
        var scaled = x * 134217729;
        var high = scaled - (scaled - x);
        return (high, x - high);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);

    /// <summary>An angle as a quadrant and what is left of it, at most pi / 4 either way.</summary>
    private static (int Quadrant, double Angle) Reduce(double x)
    {
        if (Math.Abs(x) > 1e9)
            x %= 2 * Math.PI;
        var turns = Math.Floor((x / (Math.PI / 2)) + 0.5);
        var rest = x - (turns * HalfPiHigh) - (turns * HalfPiMiddle) - (turns * HalfPiLow);
        return double.IsNaN(rest) ? (0, double.NaN) : ((int)(turns - (4 * Math.Floor(turns / 4))), rest);
    }

    private static double SinSeries(double x)
    {
        var sum = 0.0;
        for (var n = 20; n >= 2; n -= 2)
            sum = (1 + sum) * -(x * x) / (n * (n + 1));
        return x + (x * sum);
    }

    private static double CosSeries(double x)
    {
        var sum = 0.0;
        for (var n = 21; n >= 3; n -= 2)
            sum = (1 + sum) * -(x * x) / (n * (n + 1));
        return 1 + ((1 + sum) * -(x * x) / 2);
    }
}
