using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Modelwright.OnnxRuntime;

/// <summary>Tensors as ONNX Runtime holds them.</summary>
internal static class OrtTensors
{
    /// <summary>A copy of a tensor for ONNX Runtime.</summary>
    public static OrtValue From(TensorData tensor)
    {
        var shape = Array.ConvertAll(tensor.Shape.ToArray(), extent => (long)extent);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, ToOrt(tensor.ElementType), shape);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    /// <summary>A copy of a tensor of ONNX Runtime.</summary>
    public static TensorData ToData(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = TensorData.Zeros(ElementOf(info.ElementDataType), Array.ConvertAll(info.Shape, extent => checked((int)extent)));
        value.GetTensorMutableRawData().CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>The element type of a tensor of ONNX Runtime.</summary>
    public static ElementType ElementOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => ElementType.Float32,
        TensorElementType.Float16 => ElementType.Float16,
        TensorElementType.BFloat16 => ElementType.BFloat16,
        TensorElementType.Int64 => ElementType.Int64,
        TensorElementType.Int32 => ElementType.Int32,
        TensorElementType.Int8 => ElementType.Int8,
        TensorElementType.UInt8 => ElementType.UInt8,
        TensorElementType.Bool => ElementType.Bool,
        _ => throw new NotSupportedException($"no tensor holds ONNX's {type}"),
    };

    private static TensorElementType ToOrt(ElementType type) => type switch
    {
        ElementType.Float32 => TensorElementType.Float,
        ElementType.Float16 => TensorElementType.Float16,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        ElementType.Int64 => TensorElementType.Int64,
        ElementType.Int32 => TensorElementType.Int32,
        ElementType.Int8 => TensorElementType.Int8,
        ElementType.UInt8 => TensorElementType.UInt8,
        ElementType.Bool => TensorElementType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
