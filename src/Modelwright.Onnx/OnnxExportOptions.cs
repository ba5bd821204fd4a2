using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Onnx;

/// <summary>How a model is exported.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The version of the standard operators.</summary>
    public int Opset { get; init; } = OnnxExporter.PortableOpset;

    /// <summary>
    /// Whether parameters stand in a file of their own, <c>name.onnx.data</c>, beside the model; null for where they must,
    /// because a protobuf file cannot hold 2 GiB.
    /// </summary>
    public bool? ExternalData { get; init; }
}
