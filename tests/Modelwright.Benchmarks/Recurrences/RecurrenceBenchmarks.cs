using Microsoft.ML.OnnxRuntime;
using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Onnx;

namespace Modelwright.Benchmarks.Recurrences;

/// <summary>
/// The recurrences of layers of width 512, without their projections: native code against ONNX Runtime on the exported file, in
/// chunks and as a scan over the steps; on one thread. A step goes on in a session, ONNX Runtime's begins anew.
/// </summary>
internal sealed class RecurrenceBenchmarks : IBenchmarks
{
    private const int Length = 512;

    private static readonly (string Name, string Inputs, string Output, string Core)[] Cores =
    [
        ("gated delta rule, 4 heads of 128 x 128",
            "input q : float[B, T, 4, 128] input k : float[B, T, 4, 128] input v : float[B, T, 4, 128] input decay : float[B, T, 4] input beta : float[B, T, 4]",
            "float[B, T, 4, 128]", "GatedDelta(q, k, v, -sigmoid(decay), sigmoid(beta))"),
        ("gated linear attention, 4 heads of 64 x 128",
            "input q : float[B, T, 4, 64] input k : float[B, T, 4, 64] input v : float[B, T, 4, 128] input decay : float[B, T, 4, 64]",
            "float[B, T, 4, 128]", "Gla(q, k, v, -sigmoid(decay))"),
        ("RG-LRU, 512 channels",
            "input x : float[B, T, 512] input r : float[B, T, 512] input i : float[B, T, 512] input a : float[512]",
            "float[B, T, 512]", "RgLru(x, r, i, a, [b, t] => x[b, t, 0] > 9.0)"),
    ];

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        Cores.Select(core => new Benchmark($"recurrence, {core.Name}", effort => Measure(core.Name, $"{core.Inputs} stream T output y : {core.Output} = {core.Core}", effort)));

    private static IEnumerable<Row> Measure(string name, string body, Effort effort)
    {
        var compiled = DynamicModel.Compile([new SourceText("core.model", $"model Core {{ {body} }}")]);
        var model = compiled.Initialize(1);
        var graph = PassPipeline.Run(compiled.Graph);
        using var chunks = new Peer(graph, OnnxExporter.DefaultChunk);
        using var scan = new Peer(graph, 1);

        var whole = Draw(graph, Length);
        yield return Ratio($"{name}: {Length} steps, chunks", () => model.Run(whole), chunks.On(whole));
        yield return Ratio($"{name}: {Length} steps, scan", () => model.Run(whole), scan.On(whole));

        var step = Draw(graph, 1);
        yield return Ratio($"{name}: a step, chunks", Session(step), chunks.On(step));
        yield return Ratio($"{name}: a step, scan", Session(step), scan.On(step));

        Row Ratio(string what, Action ours, Action peer) => Row.Of(
            $"recurrence, {what}", Pairs.Measure(ours, peer, effort).Select(p => p.Ours.Milliseconds / p.Peer.Milliseconds), "x ONNX Runtime");

        Action Session(Dictionary<string, TensorData> step)
        {
            var session = model.CreateSession(effort.WarmUp + effort.Rounds)!;
            return () => session.Run(step);
        }
    }

    private static Dictionary<string, TensorData> Draw(ModelGraph graph, int length)
    {
        var random = new Random(1);
        return graph.Inputs.ToDictionary(input => input.Name, input =>
        {
            int[] shape = [.. input.Type.Shape.Select(extent => (int)extent.Evaluate(symbol => symbol == "T" ? length : 1))];
            return TensorData.Of(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (random.NextSingle() - 0.5f) / 4).ToArray(), shape);
        });
    }

    /// <summary>An exported file in ONNX Runtime.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly List<IDisposable> _open = [];
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();

        public Peer(ModelGraph graph, int chunk)
        {
            using var file = new MemoryStream();
            OnnxWriter.Write(OnnxExporter.Export(graph, chunk: chunk), path => throw new KeyNotFoundException(path), file);
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(file.ToArray(), options);
        }

        public Action On(Dictionary<string, TensorData> inputs)
        {
            string[] names = [.. inputs.Keys];
            OrtValue[] values =
            [
                .. inputs.Values.Select(tensor => OrtValue.CreateTensorValueFromMemory(tensor.As<float>().ToArray(), [.. tensor.Shape.ToArray().Select(extent => (long)extent)])),
            ];
            _open.AddRange(values);
            return () => _session.Run(_run, names, values, ["y"]).Dispose();
        }

        public void Dispose()
        {
            _open.ForEach(value => value.Dispose());
            _run.Dispose();
            _session.Dispose();
        }
    }
}
