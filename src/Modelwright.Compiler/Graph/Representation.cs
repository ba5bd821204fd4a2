namespace Modelwright.Compiler.Graph;

/// <summary>Which numbers the element types hold, and what becomes of one that they don't. All back ends agree on it.</summary>
internal static class Representation
{
    /// <summary>The greatest magnitude up to which a double holds every integer.</summary>
    public const double ExactIntegers = 9007199254740992;

    /// <summary>The least and the greatest number of a type; those of floats are finite.</summary>
    public static (double Least, double Greatest) Range(this ElementType type) => type switch
    {
        ElementType.Float32 => (-float.MaxValue, float.MaxValue),
        ElementType.Float16 => (-65504, 65504),
        ElementType.BFloat16 => (-GreatestBFloat16, GreatestBFloat16),
        ElementType.Int64 => (long.MinValue, long.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        _ => (0, 1),
    };

    /// <summary>
    /// A result of arithmetic as its type holds it: narrow floats are rounded to nearest, ties to even; integers wrap in two's
    /// complement. float stays in double precision.
    /// </summary>
    public static double Hold(this ElementType type, double value) => type switch
    {
        ElementType.Float16 => Round(value, 11, -14, 65504),
        ElementType.BFloat16 => Round(value, 8, -126, GreatestBFloat16),
        ElementType.Int32 or ElementType.Int8 or ElementType.UInt8 => type.Wrap(double.IsNaN(value) ? 0 : (long)value),
        _ => value,
    };

    /// <summary>An integer as its type holds it.</summary>
    public static double Wrap(this ElementType type, long value) => type switch
    {
        ElementType.Int32 => unchecked((int)value),
        ElementType.Int8 => unchecked((sbyte)value),
        ElementType.UInt8 => unchecked((byte)value),
        _ => value,
    };

    /// <summary>
    /// A number converted: a float becomes an integer by dropping its fraction, the nearest that there is beyond the range, 0
    /// for NaN; an integer wraps into another type; anything but 0 is true.
    /// </summary>
    public static double Convert(double value, ElementType from, ElementType to)
    {
        if (to == ElementType.Bool)
            return value != 0 ? 1 : 0;
        if (!to.IsInteger() || !from.IsFloat())
            return to.Hold(value);
        var (least, greatest) = to.Range();
        return double.IsNaN(value) ? 0 : Math.Min(Math.Max(Math.Truncate(value), least), greatest);
    }

    private const double GreatestBFloat16 = 3.3895313892515355e38;

    /// <summary>The nearest number with so many binary digits, ties to even; an infinity beyond the greatest.</summary>
    private static double Round(double value, int digits, int leastExponent, double greatest)
    {
        if (value == 0 || double.IsNaN(value) || double.IsInfinity(value))
            return value;
        var exponent = (int)((BitConverter.DoubleToInt64Bits(value) >> 52) & 0x7FF) - 1023;
        var unit = Math.Pow(2, Math.Max(exponent, leastExponent) - digits + 1);
        var rounded = Math.Round(value / unit, MidpointRounding.ToEven) * unit;
        return Math.Abs(rounded) <= greatest ? rounded : value > 0 ? double.PositiveInfinity : double.NegativeInfinity;
    }
}
