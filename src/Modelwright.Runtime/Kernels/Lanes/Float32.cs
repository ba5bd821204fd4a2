namespace Modelwright.Kernels;

/// <summary>How a 32-bit float is laid out.</summary>
internal static class Float32
{
    /// <summary>What is added to an exponent where it is stored.</summary>
    public const int Bias = 127;

    /// <summary>Bits below the exponent.</summary>
    public const int MantissaBits = 23;

    /// <summary>The bits of sqrt(1/2).</summary>
    public const int SqrtHalf = 0x3f3504f3;
}
