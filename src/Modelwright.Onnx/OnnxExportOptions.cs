using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;

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

    /// <summary>
    /// Whether a model that streams is exported as one graph for whole sequences and steps: every state is an input under its path
    /// and an output under its path and <c>.next</c>, which the caller gives back with the next steps. Before the first step all states
    /// are zeros, and have no steps where they grow; a state that starts as anything else then takes its start by itself.
    /// </summary>
    public bool Stateful { get; init; }

    /// <summary>What the keys and values that attention keeps are called where the export is stateful.</summary>
    public KvNames KvNames { get; init; } = KvNames.Paths;
}
