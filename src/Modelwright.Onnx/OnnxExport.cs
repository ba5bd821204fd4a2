using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;

namespace Modelwright.Onnx;

/// <summary>Exports models as ONNX.</summary>
public static class OnnxExport
{
    /// <summary>
    /// Writes the model as an ONNX file over the standard operators: its inputs and outputs under their names, symbolic
    /// dimensions under theirs, parameters under their paths. The file appears once it is complete.
    /// </summary>
    /// <param name="model">A model of a generated class, with its weights.</param>
    /// <param name="path">Where to, such as <c>model.onnx</c>.</param>
    /// <param name="options">How; null for what most runtimes can read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The opset is not supported, or a chunk has no step.</exception>
    /// <exception cref="NotSupportedException">The model keeps no states, or none of the kind that the options name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void ExportOnnx(this IModel model, string path, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        var graph = PassPipeline.Run(model.Definition.Compile());
        OnnxWriter.Write(Export(graph, options), model.GetParameter, path, options.ExternalData);
    }

    /// <summary>A graph as an ONNX model.</summary>
    /// <param name="graph">The model after all passes.</param>
    /// <param name="options">How it is exported.</param>
    /// <exception cref="ArgumentOutOfRangeException">The opset is not supported, or a chunk has no step.</exception>
    /// <exception cref="NotSupportedException">The model keeps no states, or none of the kind that the options name.</exception>
    public static OnnxModel Export(ModelGraph graph, OnnxExportOptions options) => options switch
    {
        { Stateful: true } => OnnxExporter.Export(ExplicitStates.Run(graph, options.KvNames), options.Opset, options.Chunk),
        { KvNames: KvNames.Paths } => OnnxExporter.Export(graph, options.Opset, options.Chunk),
        _ => throw new NotSupportedException("only a stateful export has keys and values to name"),
    };
}
