using System.Buffers.Binary;
using Modelwright.Kernels;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx;

/// <summary>Elements of tensors as little-endian bytes and as doubles.</summary>
internal static class TensorBytes
{
    /// <summary>The number of bytes of a tensor.</summary>
    public static long Length(GraphElement element, IReadOnlyList<long> shape) =>
        shape.Aggregate((long)Size(element), (product, extent) => checked(product * extent));

    /// <summary>The bytes of elements that were computed as doubles, each rounded to its type.</summary>
    public static byte[] Encode(GraphElement element, IReadOnlyList<double> data)
    {
        var size = Size(element);
        var bytes = new byte[data.Count * size];
        for (var i = 0; i < data.Count; i++)
            Write(element, data[i], bytes.AsSpan(i * size, size));
        return bytes;
    }

    /// <summary>A tensor of elements that were computed as doubles.</summary>
    public static TensorData Create(GraphElement element, IReadOnlyList<double> data, ReadOnlySpan<int> shape)
    {
        var tensor = TensorData.Zeros((ElementType)element, shape);
        Encode(element, data).CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>A tensor's elements as doubles.</summary>
    public static double[] ToDoubles(this TensorData tensor)
    {
        var element = (GraphElement)tensor.ElementType;
        var size = Size(element);
        var bytes = tensor.Bytes;
        var data = new double[tensor.Count];
        for (var i = 0; i < data.Length; i++)
            data[i] = Read(element, bytes.Slice(i * size, size));
        return data;
    }

    private static int Size(GraphElement element) => ((ElementType)element).Size();

    private static void Write(GraphElement element, double value, Span<byte> bytes)
    {
        switch (element)
        {
            case GraphElement.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case GraphElement.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case GraphElement.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, Scalar.ToBFloat16((float)value));
                break;
            case GraphElement.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)value);
                break;
            case GraphElement.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
                break;
            case GraphElement.Int8:
                bytes[0] = (byte)(sbyte)value;
                break;
            default:
                bytes[0] = (byte)value;
                break;
        }
    }

    private static double Read(GraphElement element, ReadOnlySpan<byte> bytes) => element switch
    {
        GraphElement.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        GraphElement.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        GraphElement.BFloat16 => Scalar.FromBFloat16(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        GraphElement.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        GraphElement.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        GraphElement.Int8 => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
