namespace Modelwright.Kernels;

/// <summary>Integer division as the language has it: defined for every pair of numbers.</summary>
public static class IntegerMath
{
    /// <summary>a / b, rounded down; 0 where b is 0, and the least number divided by -1 wraps to itself.</summary>
    public static long FloorDiv(long a, long b)
    {
        if (b is 0 or -1)
            return unchecked(b * a);
        var (quotient, remainder) = Math.DivRem(a, b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <summary>a - b * FloorDiv(a, b): what is left over, with the sign of b; 0 where b is 0.</summary>
    public static long Mod(long a, long b)
    {
        if (b is 0 or -1)
            return 0;
        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }
}
