namespace Modelwright.Kernels;

/// <summary>
/// Functions of single numbers where generated code does not run in lanes. Those of floats have the values that lanes
/// have.
/// </summary>
public static class Scalar
{
    /// <summary>The magnitude.</summary>
    public static float Abs(float a) => MathF.Abs(a);

    /// <summary>The magnitude; that of the least number wraps to itself.</summary>
    public static long Abs(long a) => unchecked(a < 0 ? -a : a);

    /// <summary>The magnitude; that of the least number wraps to itself.</summary>
    public static int Abs(int a) => unchecked(a < 0 ? -a : a);

    /// <summary>The square root.</summary>
    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <summary>1 / sqrt(a).</summary>
    public static float Rsqrt(float a) => Value(Lanes.Rsqrt(Lanes1.Create(a)));

    /// <summary>e to the power of a.</summary>
    public static float Exp(float a) => Value(Lanes.Exp(Lanes1.Create(a)));

    /// <summary>The natural logarithm.</summary>
    public static float Log(float a) => Value(Lanes.Log(Lanes1.Create(a)));

    /// <summary>The sine of an angle in radians.</summary>
    public static float Sin(float a) => Value(Lanes.Sin(Lanes1.Create(a)));

    /// <summary>The cosine of an angle in radians.</summary>
    public static float Cos(float a) => Value(Lanes.Cos(Lanes1.Create(a)));

    /// <summary>The angle in radians whose tangent is a.</summary>
    public static float Atan(float a) => Value(Lanes.Atan(Lanes1.Create(a)));

    /// <summary>The hyperbolic tangent.</summary>
    public static float Tanh(float a) => Value(Lanes.Tanh(Lanes1.Create(a)));

    /// <summary>1 / (1 + exp(-a)).</summary>
    public static float Sigmoid(float a) => Value(Lanes.Sigmoid(Lanes1.Create(a)));

    /// <summary>The error function.</summary>
    public static float Erf(float a) => Value(Lanes.Erf(Lanes1.Create(a)));

    /// <summary>The largest whole number not above.</summary>
    public static float Floor(float a) => MathF.Floor(a);

    /// <summary>The smaller; NaN if either is.</summary>
    public static float Min(float a, float b) => MathF.Min(a, b);

    /// <summary>The smaller.</summary>
    public static long Min(long a, long b) => Math.Min(a, b);

    /// <summary>The smaller.</summary>
    public static int Min(int a, int b) => Math.Min(a, b);

    /// <summary>The larger; NaN if either is.</summary>
    public static float Max(float a, float b) => MathF.Max(a, b);

    /// <summary>The larger.</summary>
    public static long Max(long a, long b) => Math.Max(a, b);

    /// <summary>The larger.</summary>
    public static int Max(int a, int b) => Math.Max(a, b);

    /// <summary>a to the power of b.</summary>
    public static float Pow(float a, float b) => (float)Math.Pow(a, b);

    /// <summary>a to the power of b, without its fraction.</summary>
    public static long Pow(long a, long b) => (long)Math.Pow(a, b);

    /// <summary>a to the power of b, without its fraction.</summary>
    public static int Pow(int a, int b) => (int)Math.Pow(a, b);

    /// <summary>a / b, rounded down.</summary>
    public static float FloorDiv(float a, float b) => MathF.Floor(a / b);

    /// <summary>a / b, rounded down; 0 where b is 0.</summary>
    public static long FloorDiv(long a, long b) => IntegerMath.FloorDiv(a, b);

    /// <summary>a / b, rounded down; 0 where b is 0.</summary>
    public static int FloorDiv(int a, int b) => unchecked((int)IntegerMath.FloorDiv(a, b));

    /// <summary>What a floor division leaves, with the sign of b.</summary>
    public static float Mod(float a, float b) => Value(Lanes.Mod(Lanes1.Create(a), Lanes1.Create(b)));

    /// <summary>What a floor division leaves, with the sign of b; 0 where b is 0.</summary>
    public static long Mod(long a, long b) => IntegerMath.Mod(a, b);

    /// <summary>What a floor division leaves, with the sign of b; 0 where b is 0.</summary>
    public static int Mod(int a, int b) => unchecked((int)IntegerMath.Mod(a, b));

    /// <summary>a without its fraction; the nearest long beyond the range, 0 for NaN.</summary>
    public static long ToInt64(float a) => long.CreateSaturating(a);

    /// <summary>a without its fraction; the nearest int beyond the range, 0 for NaN.</summary>
    public static int ToInt32(float a) => int.CreateSaturating(a);

    /// <summary>a without its fraction; the nearest sbyte beyond the range, 0 for NaN.</summary>
    public static sbyte ToInt8(float a) => sbyte.CreateSaturating(a);

    /// <summary>a without its fraction; the nearest byte beyond the range, 0 for NaN.</summary>
    public static byte ToUInt8(float a) => byte.CreateSaturating(a);

    /// <summary>The bits of the nearest bfloat16, ties to even.</summary>
    public static ushort ToBFloat16(float a)
    {
        var bits = BitConverter.SingleToUInt32Bits(a);
        return float.IsNaN(a) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The number that the bits of a bfloat16 stand for.</summary>
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float Value(Lanes1 lane) => Lanes1.Sum(lane);
}
