namespace Modelwright.Kernels;

/// <summary>Integer division as the language has it.</summary>
public static class IntegerMath
{
    /// <summary>a / b, rounded down.</summary>
    /// <exception cref="DivideByZeroException">b is 0.</exception>
    public static long FloorDiv(long a, long b)
    {
        var (quotient, remainder) = Math.DivRem(a, b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <summary>a - b * FloorDiv(a, b): what is left over, with the sign of b.</summary>
    /// <exception cref="DivideByZeroException">b is 0.</exception>
    public static long Mod(long a, long b)
    {
        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }
}
