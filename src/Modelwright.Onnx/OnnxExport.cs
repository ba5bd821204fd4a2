using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Passes;

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
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void ExportOnnx(this IModel model, string path, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        var graph = PassPipeline.Run(model.Definition.Compile());
        OnnxWriter.Write(OnnxExporter.Export(graph, options.Opset, options.Chunk), model.GetParameter, path, options.ExternalData);
    }
}
