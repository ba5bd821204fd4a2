using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Cli.Execution;

/// <summary>The ways to run a model: a tensor per input in, a tensor per output out.</summary>
internal static class Backends
{
    /// <summary>The reference interpreter.</summary>
    public static Tensors Reference(ModelGraph graph, ParameterSet weights, Tensors inputs) =>
        ReferenceRunner.Run(graph, inputs, weights.Read);

    /// <summary>ONNX Runtime, on what would be exported.</summary>
    public static Tensors Onnx(ModelGraph graph, ParameterSet weights, Tensors inputs)
    {
        var folder = Directory.CreateTempSubdirectory("modelwright-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            OnnxWriter.Write(OnnxExporter.Export(PassPipeline.Run(graph)), weights.Read, path);
            using var runner = new OnnxModelRunner(path);
            return runner.Run(inputs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
