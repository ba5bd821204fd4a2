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
        var stream = RandomStream.Of(seed, Encoding.UTF8.GetBytes(parameter.Path));
        var value = new InitializerEvaluation(parameter.Shape, stream).Prepare(parameter.Initializer);
        for (var i = 0; i < tensor.Count; i++)
            Set(tensor, i, value(i));
        return tensor;
    }

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
                tensor.As<long>()[index] = long.CreateSaturating(value);
                break;
            case ElementType.Int32:
                tensor.As<int>()[index] = int.CreateSaturating(value);
                break;
            case ElementType.Int8:
                tensor.As<sbyte>()[index] = sbyte.CreateSaturating(value);
                break;
            case ElementType.UInt8:
                tensor.As<byte>()[index] = byte.CreateSaturating(value);
                break;
            case ElementType.Bool:
                tensor.As<bool>()[index] = value != 0;
                break;
        }
    }

    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
