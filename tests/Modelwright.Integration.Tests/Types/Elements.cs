using Modelwright.Kernels;

namespace Modelwright.Integration.Tests.Types;

/// <summary>Tensors of any element type from numbers, and back.</summary>
internal static class Elements
{
    /// <summary>The language's words for the element types.</summary>
    public static IReadOnlyList<string> Types { get; } = Enum.GetValues<ElementType>().Select(t => t.Keyword()).ToList();

    public static ElementType Parse(string keyword) => Enum.GetValues<ElementType>().Single(t => t.Keyword() == keyword);

    public static bool IsFloat(ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    public static TensorData Tensor(ElementType type, double[] values, params int[] shape) => type switch
    {
        ElementType.Float32 => TensorData.Of(Array.ConvertAll(values, x => (float)x), shape),
        ElementType.Float16 => TensorData.Of(Array.ConvertAll(values, x => (Half)x), shape),
        ElementType.BFloat16 => TensorData.Of(Array.ConvertAll(values, x => Scalar.ToBFloat16((float)x)), shape),
        ElementType.Int64 => TensorData.Of(Array.ConvertAll(values, x => (long)x), shape),
        ElementType.Int32 => TensorData.Of(Array.ConvertAll(values, x => (int)x), shape),
        ElementType.Int8 => TensorData.Of(Array.ConvertAll(values, x => (sbyte)x), shape),
        ElementType.UInt8 => TensorData.Of(Array.ConvertAll(values, x => (byte)x), shape),
        _ => TensorData.Of(Array.ConvertAll(values, x => x != 0), shape),
    };

    public static double[] Numbers(TensorData data) => data.ElementType switch
    {
        ElementType.Float32 => Array.ConvertAll(data.Array<float>(), x => (double)x),
        ElementType.Float16 => Array.ConvertAll(data.Array<Half>(), x => (double)x),
        ElementType.BFloat16 => Array.ConvertAll(data.Array<ushort>(), x => (double)Scalar.FromBFloat16(x)),
        ElementType.Int64 => Array.ConvertAll(data.Array<long>(), x => (double)x),
        ElementType.Int32 => Array.ConvertAll(data.Array<int>(), x => (double)x),
        ElementType.Int8 => Array.ConvertAll(data.Array<sbyte>(), x => (double)x),
        ElementType.UInt8 => Array.ConvertAll(data.Array<byte>(), x => (double)x),
        _ => Array.ConvertAll(data.Array<bool>(), x => x ? 1.0 : 0.0),
    };

    /// <summary>Numbers that a type holds exactly, its ends among them.</summary>
    public static double[] Samples(ElementType type) => type switch
    {
        ElementType.Float32 => [0.5, -1.25, 3, -7, 100.5, 0, 0.1f, -3, 2, 5, -0.75, 6],
        ElementType.Float16 or ElementType.BFloat16 => [0.5, -1.25, 3, -7, 100.5, 0, 0.125, -3, 2, 5, -0.75, 6],
        ElementType.Int64 => [1L << 16, -(1L << 16), 7, -7, 0, -1, 2, 3, -3, 1, 100, -100],
        ElementType.Int32 => [int.MaxValue, int.MinValue, 7, -7, 0, -1, 2, 3, -3, 1, 100, -100],
        ElementType.Int8 => [127, -128, 7, -7, 0, -1, 2, 3, -3, 1, 100, -100],
        ElementType.UInt8 => [255, 0, 7, 200, 0, 1, 2, 3, 128, 1, 100, 5],
        _ => [1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0],
    };
}
