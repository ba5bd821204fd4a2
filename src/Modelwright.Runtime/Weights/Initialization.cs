using System.Text;

namespace Modelwright;

/// <summary>
/// Fills parameters with numbers that depend on nothing but the seed, the parameter's path and the element's index. Only
/// operations that IEEE 754 rounds exactly are used, so every machine gets the same bytes.
/// </summary>
internal static class Initialization
{
    /// <summary>The starting values of a parameter.</summary>
    public static TensorData Fill(ParameterInfo parameter, long seed)
    {
        var tensor = TensorData.Zeros(parameter.ElementType, parameter.Shape.ToArray());
        var stream = Mix(Mix((ulong)seed) ^ Hash(parameter.Path));
        for (var i = 0; i < tensor.Count; i++)
            Set(tensor, i, Element(parameter.Initializer, stream, (ulong)i));
        return tensor;
    }

    private static double Element(Initializer initializer, ulong stream, ulong index) => initializer switch
    {
        Initializer.Constant(var value) => value,
        Initializer.Uniform(var bound) => bound * Symmetric(Mix(stream + (index * Odd))),
        Initializer.Normal(var deviation) => deviation * Normal(Mix(stream + (index * Odd))),
        _ => throw new ArgumentOutOfRangeException(nameof(initializer)),
    };

    private static void Set(TensorData tensor, int index, double value)
    {
        switch (tensor.ElementType)
        {
            case ElementType.Float32:
                tensor.As<float>()[index] = (float)value;
                break;
            case ElementType.Float16:
                tensor.As<Half>()[index] = (Half)value;
                break;
            case ElementType.BFloat16:
                tensor.As<ushort>()[index] = ToBFloat16((float)value);
                break;
            case ElementType.Int64:
                tensor.As<long>()[index] = (long)value;
                break;
            case ElementType.Int32:
                tensor.As<int>()[index] = (int)value;
                break;
            case ElementType.Int8:
                tensor.As<sbyte>()[index] = (sbyte)value;
                break;
            case ElementType.UInt8:
                tensor.As<byte>()[index] = (byte)value;
                break;
            case ElementType.Bool:
                tensor.As<bool>()[index] = value != 0;
                break;
        }
    }

    /// <summary>A normal number by the polar method: of points in a square, one inside the unit circle, stretched.</summary>
    private static double Normal(ulong state)
    {
        while (true)
        {
            var x = Symmetric(state = Mix(state + Odd));
            var y = Symmetric(state = Mix(state + Odd));
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Log(square) / square);
        }
    }

    /// <summary>A number in (-1, 1) from the upper 53 bits.</summary>
    private static double Symmetric(ulong bits) => (((bits >> 11) + 0.5) * (2.0 / (1UL << 53))) - 1;

    /// <summary>
    /// The logarithm of a normal number by the series of 2 atanh((m - 1) / (m + 1)), because the one of the platform differs
    /// between platforms.
    /// </summary>
    private static double Log(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xfffffffffffff) | 0x3ff0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        var z = (mantissa - 1) / (mantissa + 1);
        var square = z * z;
        var series = 0.0;
        for (var n = 23; n >= 1; n -= 2)
            series = (series * square) + (1.0 / n);
        return (2 * z * series) + (exponent * 0.6931471805599453);
    }

    // The golden ratio's fraction of 2^64: consecutive multiples are spread evenly.
    private const ulong Odd = 0x9e3779b97f4a7c15;

    /// <summary>A bijection of 64 bits in which every input bit changes half of the output bits (SplitMix64's finalizer).</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(string path)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in Encoding.UTF8.GetBytes(path))
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
