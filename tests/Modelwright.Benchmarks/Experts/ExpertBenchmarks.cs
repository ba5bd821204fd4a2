using Microsoft.ML.OnnxRuntime;
using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Onnx;

namespace Modelwright.Benchmarks.Experts;

/// <summary>
/// A mixture of experts that computes the chosen ones, against the same experts all computed for every position, and
/// against ONNX Runtime on the exported file; on one thread.
/// </summary>
internal sealed class ExpertBenchmarks : IBenchmarks
{
    private const int Width = 512;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads)
    {
        foreach (var length in new[] { 64, 1 })
        {
            var name = $"mixture, 8 experts, 2 chosen, {length} positions";
            yield return new Benchmark(name, effort => Measure(name, length, effort));
        }
    }

    private static IEnumerable<Row> Measure(string name, int length, Effort effort)
    {
        var (chosen, dense) = (Compile("[i | topk[i](p[b, t, i], 2)]"), Compile("[i]"));
        var (model, all) = (chosen.Initialize(1), dense.Initialize(1));
        var random = new Random(1);
        var x = Enumerable.Range(0, length * Width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of(x, 1, length, Width) };

        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(PassPipeline.Run(chosen.Graph)), model.GetParameter, file);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(file.ToArray(), options);
        using var value = OrtValue.CreateTensorValueFromMemory(x, [1, length, Width]);
        using var run = new RunOptions();

        return
        [
            Row.Of($"{name}: against all experts", Ratios(() => all.Run(inputs)), "x dense"),
            Row.Of($"{name}: against ONNX Runtime", Ratios(() => session.Run(run, ["x"], [value], ["y"]).Dispose()), "x ONNX Runtime"),
        ];

        List<double> Ratios(Action peer) => Pairs.Measure(() => model.Run(inputs), peer, effort).Select(p => p.Ours.Milliseconds / p.Peer.Milliseconds).ToList();
    }

    private static DynamicModel Compile(string domain) => DynamicModel.Compile([new SourceText("mixture.model", $$"""
        model Mixture(width: int = {{Width}}, experts: int = 8, hidden: int = 1024) {
            input x : float[B, T, width]
            let scores = Linear(x, experts) as router
            let p[b, t, i] = softmax[i](scores[b, t, i])
            var outputs = []
            for i in 0..experts { outputs += [SwiGlu(x, hidden) as experts[i]] }
            let e = stack(outputs)
            output y : float[B, T, width] = [b, t, d] => sum{{domain}}(p[b, t, i] * e[i, b, t, d])
        }
        """)]);
}
