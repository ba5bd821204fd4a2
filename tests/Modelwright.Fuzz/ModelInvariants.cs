using Modelwright.Compiler;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Fuzz;

/// <summary>What holds for every text of a model that is right.</summary>
public static class ModelInvariants
{
    private const double Tolerance = 2e-4;

    /// <summary>It compiles, and the passes keep what it computes.</summary>
    /// <exception cref="FuzzException">It does not.</exception>
    public static void CheckGraph(SourceText source, int seed)
    {
        var graph = Compile(source).Models.Single();
        var tensors = new RandomTensors(graph, seed);
        var expected = Run(graph, tensors);
        Compare("after passes", Run(PassPipeline.Run(graph), tensors), expected, 1e-6);
    }

    /// <summary>Native code, ONNX Runtime and, with a time axis, sessions of both compute what the reference interpreter does.</summary>
    /// <exception cref="FuzzException">One does not.</exception>
    public static void CheckBackends(SourceText source, int seed)
    {
        var compiled = Compile(source);
        var graph = compiled.Models.Single();
        var tensors = new RandomTensors(graph, seed);
        var expected = Run(graph, tensors);
        var model = DynamicModel.Build(graph, compiled.Sources, compiled.Diagnostics).Create(tensors.Weights);
        Compare("native", model.Run(tensors.Inputs), expected, Tolerance);
        Compare("ONNX", RunOnnx(graph, tensors), expected, Tolerance);
        if (graph.StreamAxis is not null)
        {
            Compare("streamed", new Streamed(graph).Run(model, tensors, chunk: 1 + (seed % 3)), expected, Tolerance);
            Compare("streamed in ONNX", StreamOnnx(graph, tensors, chunk: 1 + (seed % 3)), expected, Tolerance);
        }
    }

    private static CompilationResult Compile(SourceText source)
    {
        var compiled = ModelCompiler.Compile([source], new CompileOptions());
        return compiled.HasErrors
            ? throw new FuzzException($"does not compile: {string.Join('\n', compiled.Diagnostics.Where(d => d.Kind.Severity == Severity.Error))}")
            : compiled;
    }

    private static Tensors Run(ModelGraph graph, RandomTensors tensors) =>
        ReferenceRunner.Run(graph, tensors.Inputs, path => tensors.Weights[path]);

    private static Tensors RunOnnx(ModelGraph graph, RandomTensors tensors)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(graph), path => tensors.Weights[path], file);
        using var runner = new OnnxModelRunner(file.ToArray());
        return runner.Run(tensors.Inputs);
    }

    private static Tensors StreamOnnx(ModelGraph graph, RandomTensors tensors, int chunk)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExport.Export(graph, new OnnxExportOptions { Stateful = true }), path => tensors.Weights[path], file);
        using var runner = new OnnxModelRunner(file.ToArray());
        using var session = new OnnxSession(runner);
        return new Streamed(graph).Run(session.Run, tensors, chunk);
    }

    private static void Compare(string what, Tensors actual, Tensors expected, double tolerance)
    {
        foreach (var (name, tensor) in expected)
        {
            var (a, b) = (Numbers.Of(actual[name]), Numbers.Of(tensor));
            if (!actual[name].Shape.SequenceEqual(tensor.Shape))
                throw new FuzzException($"{what}: '{name}' is {actual[name]}, not {tensor}");
            for (var i = 0; i < b.Length; i++)
            {
                // Written so that NaN fails.
                if (!(Math.Abs(a[i] - b[i]) <= tolerance * Math.Max(1, Math.Abs(b[i]))))
                    throw new FuzzException(FormattableString.Invariant($"{what}: '{name}'[{i}] is {a[i]:R}, not {b[i]:R}"));
            }
        }
    }
}
