using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Onnx;

/// <summary>How a model is exported.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The version of the standard operators.</summary>
    public int Opset { get; init; } = OnnxExporter.PortableOpset;

    /// <summary>
    /// How many steps of a linear recurrence are computed together, as matrix products; 1 for none, which is a <c>Scan</c>
    /// over the steps. The exported graph takes sequences of any length in any case.
    /// </summary>
    public int Chunk { get; init; } = OnnxExporter.DefaultChunk;

    /// <summary>
    /// Whether parameters stand in a file of their own, <c>name.onnx.data</c>, beside the model; null for where they must,
    /// because a protobuf file cannot hold 2 GiB.
    /// </summary>
    public bool? ExternalData { get; init; }
}
