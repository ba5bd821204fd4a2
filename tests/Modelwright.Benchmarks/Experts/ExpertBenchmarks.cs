using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Benchmarks.Experts;

/// <summary>
/// A mixture of experts that computes the chosen ones, against ONNX Runtime on the exported file, which does so too; and against the
/// same experts all computed for every position.
/// </summary>
internal sealed class ExpertBenchmarks : IBenchmarks
{
    private const int Width = 512;
    private const double MostTime = 0.6;

    private static readonly Lazy<DynamicModel> Chosen = new(() => Compile("[i | topk[i](p[b, t, i], 2)]"));
    private static readonly Lazy<DynamicModel> Dense = new(() => Compile("[i]"));

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from length in new[] { 1, 64, 256 }
        from count in threads
        select new Benchmark($"mixture of experts, 8 experts, 2 chosen, {length} positions", effort => Measure(length, count, effort), IsDetail: length != 64 || count > 1);

    private static IEnumerable<Row> Measure(int length, int threads, Effort effort)
    {
        var options = new ModelOptions { Threads = threads };
        var (name, model) = ($"mixture of experts, 8 experts, 2 chosen, {length} positions", Chosen.Value.Initialize(1, options));
        var random = new Random(1);
        var x = Enumerable.Range(0, length * Width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var inputs = new Dictionary<string, TensorData> { ["x"] = TensorData.Of(x, 1, length, Width) };

        using var peer = new OnnxPeer(model, threads);
        var theirs = peer.Bind(inputs);
        var y = new float[x.Length];
        var ours = TypedCall.Forward(model, inputs.Values, [1, length], y);
        ours();
        theirs.Expect("y", y);
        yield return Pairs.Ratio(name, ours, theirs.Run, effort, target: MostTime, threads: threads);
        if (threads > 1)
            yield break;
        var dense = Dense.Value.Initialize(1, options);
        yield return Pairs.Ratio($"{name}: against all experts", ours, TypedCall.Forward(dense, inputs.Values, [1, length], y), effort, unit: "x dense");
    }

    private static DynamicModel Compile(string domain) => DynamicModel.Compile([new SourceText("mixture.model", Text(domain))]);

    /// <summary>The mixture, with the domain of the experts that count.</summary>
    public static string Text(string domain) => $$"""
        model Mixture(width: int = {{Width}}, experts: int = 8, hidden: int = 1024) {
            input x : float[B, T, width]
            let scores = Linear(x, experts) as router
            let p[b, t, i] = softmax[i](scores[b, t, i])
            var outputs = []
            for i in 0..experts { outputs += [SwiGlu(x, hidden) as experts[i]] }
            let e = stack(outputs)
            output y : float[B, T, width] = [b, t, d] => sum{{domain}}(p[b, t, i] * e[i, b, t, d])
        }
        """;
}
