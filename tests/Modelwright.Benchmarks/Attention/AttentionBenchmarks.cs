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
        var forward = SpanMethods.Get<ForwardMethod>(model, "Forward");
        var random = new Random(1);
        var (q, k, v, g, y) = (Draw(), Draw(), Draw(), Draw(), new float[length * Heads * Width]);
        using var peer = new OnnxPeer(model, threads);
        var theirs = peer.Bind(new[] { ("q", q), ("k", k), ("v", v), ("g", g) }
            .ToDictionary(input => input.Item1, input => TensorData.Of(input.Item2, 1, length, Heads, Width)));
        Ours();
        theirs.Expect("y", y);
        return [Pairs.Ratio(name, Ours, theirs.Run, effort, target: MostTime, threads: threads)];

        float[] Draw() => [.. Enumerable.Range(0, length * Heads * Width).Select(_ => random.NextSingle() - 0.5f)];
        void Ours() => forward(q, k, v, g, 1, length, y);
    }, IsDetail: length != 2048);

    private delegate void ForwardMethod(
        ReadOnlySpan<float> q, ReadOnlySpan<float> k, ReadOnlySpan<float> v, ReadOnlySpan<float> g, int batch, int length, Span<float> y);
}
