using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Benchmarks.Attention;

/// <summary>Causal attention without projections, its result gated.</summary>
internal sealed class AttentionBenchmarks : IBenchmarks
{
    private const double MostTime = 0.8;
    private const int Heads = 8;
    private const int Width = 64;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from length in new[] { 512, 2048 }
        from count in threads
        select Of($"gated attention, {length} steps, {Heads} heads of {Width}", length, count);

    private static Benchmark Of(string name, int length, int threads) => new(name, effort =>
    {
        var model = DynamicModel.Compile([new SourceText("attention.model", $$"""
            model Gated {
                input q : float[B, T, {{Heads}}, {{Width}}]
                input k : float[B, T, {{Heads}}, {{Width}}]
                input v : float[B, T, {{Heads}}, {{Width}}]
                input g : float[B, T, {{Heads}}, {{Width}}]
                let a[b, h, t, s] = softmax[s | s <= t](sum[e](q[b, t, h, e] * k[b, s, h, e]) / sqrt({{Width}}))
                output y : float[B, T, {{Heads}}, {{Width}}] = [b, t, h, e] => sum[s](a[b, h, t, s] * v[b, s, h, e]) * sigmoid(g[b, t, h, e])
            }
            """)]).Initialize(1, new ModelOptions { Threads = threads });
        var random = new Random(1);
        var inputs = new[] { "q", "k", "v", "g" }.ToDictionary(name => name, _ => Draw());
        var y = new float[length * Heads * Width];
        var ours = TypedCall.Forward(model, inputs.Values, [1, length], y);
        using var peer = new OnnxPeer(model, threads);
        var theirs = peer.Bind(inputs);
        ours();
        theirs.Expect("y", y);
        return [Pairs.Ratio(name, ours, theirs.Run, effort, target: MostTime, threads: threads)];

        TensorData Draw() => TensorData.Of([.. Enumerable.Range(0, length * Heads * Width).Select(_ => random.NextSingle() - 0.5f)], 1, length, Heads, Width);
    }, IsDetail: length != 2048);
}
