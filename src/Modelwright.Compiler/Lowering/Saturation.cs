namespace Modelwright.Compiler.Lowering;

/// <summary>Numbers that bring gates to 0 or 1 and cells into the linear part of tanh, to the last digit.</summary>
internal static class Saturation
{
    /// <summary>A sigmoid's argument that gives 1, even in double precision.</summary>
    public const double Open = 64;

    /// <summary>A sigmoid's argument that gives 0, or what is 0 beside any other number.</summary>
    public const double Shut = -100;

    // Up to here tanh(x) is x to the last digit of a double; a float32 has all its digits down to 2^-126.
    private const int Linear = -27;
    private const int Unbounded = 24;

    // Of tanh(x / 2) the cube is 2^-14 / 12 of x / 2, and what two sigmoids differ by keeps 16 of 24 digits.
    private const int GateLinear = -6;

    /// <summary>The power of two that brings what a number can be into the linear part of tanh.</summary>
    public static double Scale(Interval range) => Math.Pow(2, Linear - Digits(range));

    /// <summary>The power of two that brings it into the linear part of a sigmoid.</summary>
    public static double GateScale(Interval range) => Math.Pow(2, GateLinear - Digits(range));

    private static int Digits(Interval range) => range.IsFinite && range.Magnitude < Math.Pow(2, Unbounded)
        ? (int)Math.Max(0, Math.Ceiling(Math.Log(Math.Max(range.Magnitude, 1), 2)))
        : Unbounded;
}
