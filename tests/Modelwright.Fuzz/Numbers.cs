using Modelwright.Kernels;

namespace Modelwright.Fuzz;

/// <summary>Tensors of any element type from numbers, and back.</summary>
internal static class Numbers
{
    /// <summary>The elements of a tensor.</summary>
    public static double[] Of(TensorData tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => Array.ConvertAll(tensor.As<float>().ToArray(), x => (double)x),
        ElementType.Float16 => Array.ConvertAll(tensor.As<Half>().ToArray(), x => (double)x),
        ElementType.BFloat16 => Array.ConvertAll(tensor.As<ushort>().ToArray(), x => (double)Scalar.FromBFloat16(x)),
        ElementType.Int64 => Array.ConvertAll(tensor.As<long>().ToArray(), x => (double)x),
        ElementType.Int32 => Array.ConvertAll(tensor.As<int>().ToArray(), x => (double)x),
        ElementType.Int8 => Array.ConvertAll(tensor.As<sbyte>().ToArray(), x => (double)x),
        ElementType.UInt8 => Array.ConvertAll(tensor.As<byte>().ToArray(), x => (double)x),
        _ => Array.ConvertAll(tensor.As<bool>().ToArray(), x => x ? 1.0 : 0.0),
    };

    /// <summary>A tensor of numbers, rounded as its type does.</summary>
    public static TensorData Tensor(ElementType type, double[] numbers, int[] shape) => type switch
    {
        ElementType.Float32 => TensorData.Of(Array.ConvertAll(numbers, x => (float)x), shape),
        ElementType.Float16 => TensorData.Of(Array.ConvertAll(numbers, x => (Half)x), shape),
        ElementType.BFloat16 => TensorData.Of(Array.ConvertAll(numbers, x => Scalar.ToBFloat16((float)x)), shape),
        ElementType.Int64 => TensorData.Of(Array.ConvertAll(numbers, x => (long)x), shape),
        ElementType.Int32 => TensorData.Of(Array.ConvertAll(numbers, x => (int)x), shape),
        ElementType.Int8 => TensorData.Of(Array.ConvertAll(numbers, x => (sbyte)x), shape),
        ElementType.UInt8 => TensorData.Of(Array.ConvertAll(numbers, x => (byte)x), shape),
        _ => TensorData.Of(Array.ConvertAll(numbers, x => x != 0), shape),
    };
}
