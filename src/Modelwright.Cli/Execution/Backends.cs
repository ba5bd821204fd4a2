using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Dynamic;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Cli.Execution;

/// <summary>The ways to run a model: a tensor per input in, a tensor per output out.</summary>
internal static class Backends
{
    /// <summary>What runs a model unless something else is asked for: the C# that a project's build would generate.</summary>
    public const string Native = "native";

    /// <summary>The interpreter, in double precision.</summary>
    public const string Reference = "reference";

    /// <summary>ONNX Runtime, on what would be exported.</summary>
    public const string Onnx = "onnx";

    /// <summary>The way that <c>--backend</c>, <c>--chunks</c> and <c>--threads</c> choose.</summary>
    /// <exception cref="UserException">Chunks are asked of something that keeps no state, or threads of something that takes none.</exception>
    public static Func<CompiledModel, Weights, Tensors, Tensors> Choose(string backend, int? chunks, int? threads) => (backend, chunks) switch
    {
        (Native, null) => (model, weights, inputs) => Compile(model, weights, threads).Run(inputs),
        (Native, { } steps) => (model, weights, inputs) => RunInChunks(model, weights, inputs, steps, threads),
        _ when threads is not null => throw new UserException($"--threads takes the backend {Native}, not {backend}"),
        (Onnx, null) => (model, weights, inputs) => RunOnnx(model, weights, new OnnxExportOptions(), runner => runner.Run(inputs)),
        (Onnx, { } steps) => (model, weights, inputs) => RunOnnxInChunks(model, weights, inputs, steps),
        (_, not null) => throw new UserException($"--chunks takes a backend that keeps states from chunk to chunk, {Native} or {Onnx}; {backend} has none"),
        _ => (model, weights, inputs) => ReferenceRunner.Run(model.Graph, inputs, weights.Read),
    };

    /// <summary>A model as compiled C# with its weights.</summary>
    public static IModel Compile(CompiledModel model, Weights weights, int? threads = null) => weights.Fill(
        DynamicModel.Build(model.Graph, model.Sources, diagnostics: []), threads is { } count ? new Modelwright.ModelOptions { Threads = count } : null);

    private static Tensors RunInChunks(CompiledModel model, Weights weights, Tensors inputs, int steps, int? threads)
    {
        var graph = model.Graph;
        var symbol = StreamAxis(graph);
        var batch = StreamBatch.Of(graph);
        var others = graph.Inputs.SelectMany(input => input.Type.Shape).SelectMany(extent => extent.Symbols).Distinct().Where(s => s != symbol && s != batch).ToList();
        if (others.Count > 0)
            throw new UserException($"{graph.Name} cannot run in chunks: a session would have to know {string.Join(", ", others)} beforehand, not only {symbol} and the batch");
        var length = new SymbolicAxis(symbol).Extent(graph.Inputs, inputs);
        var session = Compile(model, weights, threads).CreateSession(length, batch is null ? 1 : new SymbolicAxis(batch).Extent(graph.Inputs, inputs))!;
        return InChunks(graph, inputs, steps, session.Run);
    }

    private static Tensors RunOnnxInChunks(CompiledModel model, Weights weights, Tensors inputs, int steps)
    {
        StreamAxis(model.Graph);
        return RunOnnx(model, weights, new OnnxExportOptions { Stateful = true }, runner =>
        {
            using var session = new OnnxSession(runner);
            return InChunks(model.Graph, inputs, steps, session.Run);
        });
    }

    private static string StreamAxis(ModelGraph graph) =>
        graph.StreamAxis ?? throw new UserException($"{graph.Name} has no 'stream' axis to cut into chunks");

    private static Tensors InChunks(ModelGraph graph, Tensors inputs, int steps, Func<Tensors, Tensors> run)
    {
        var time = new SymbolicAxis(graph.StreamAxis!);
        var length = time.Extent(graph.Inputs, inputs);
        var pieces = new List<Tensors>();
        for (var start = 0; start < length; start += steps)
            pieces.Add(run(time.Slice(graph.Inputs, inputs, start, Math.Min(steps, length - start))));
        return time.Join(graph.Outputs, pieces);
    }

    private static Tensors RunOnnx(CompiledModel model, Weights weights, OnnxExportOptions options, Func<OnnxModelRunner, Tensors> run)
    {
        var folder = Directory.CreateTempSubdirectory("modelwright-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            OnnxWriter.Write(OnnxExport.Export(PassPipeline.Run(model.Graph), options), weights.Read, path);
            using var runner = new OnnxModelRunner(path);
            return run(runner);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
