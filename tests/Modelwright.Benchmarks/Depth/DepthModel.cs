using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Benchmarks.Depth;

/// <summary>
/// One transformer of 32 sub-layers, attention and feed-forward by turns, of width 512; what a sub-layer reads differs.
/// </summary>
internal static class DepthModel
{
    /// <summary>Each reads the sum of all before it.</summary>
    public const string Standard = """
            for i in 0..depth as layers {
                x += Attention(RmsNorm(x) as attn_norm, heads, kv_heads: heads, head_dim: width / heads) as attn
                x += SwiGlu(RmsNorm(x) as mlp_norm, hidden) as mlp
            }
        """;

    /// <summary>Each reads a mix of the embedding and the outputs of all before it (Attention Residuals).</summary>
    public const string Full = """
            var sources = [x]
            for i in 0..depth as layers {
                let h = DepthMix(sources) as attn_res
                sources += [Attention(RmsNorm(h) as attn_norm, heads, kv_heads: heads, head_dim: width / heads) as attn]
                let g = DepthMix(sources) as mlp_res
                sources += [SwiGlu(RmsNorm(g) as mlp_norm, hidden) as mlp]
            }
            x = DepthMix(sources) as final_res
        """;

    /// <summary>The same with one source for each block of eight sub-layers.</summary>
    public const string Block = """
            var sources = [x]
            var partial = []
            for i in 0..depth as layers {
                let a = Attention(RmsNorm(DepthMix(sources + partial) as attn_res) as attn_norm, heads, kv_heads: heads, head_dim: width / heads) as attn
                partial = len(partial) == 0 ? [a] : [partial[0] + a]
                let m = SwiGlu(RmsNorm(DepthMix(sources + partial) as mlp_res) as mlp_norm, hidden) as mlp
                partial = [partial[0] + m]
                if i % 4 == 3 { sources += partial  partial = [] }
            }
            x = DepthMix(sources + partial) as final_res
        """;

    /// <summary>Each reads the sum of all before it and a mix of what they added to it (Delta Attention Residuals).</summary>
    public const string Delta = """
            var sources = [x]
            for i in 0..depth as layers {
                let route = DepthMix(sources) as attn_res
                let a = Attention(RmsNorm(i == 0 ? x : x + route) as attn_norm, heads, kv_heads: heads, head_dim: width / heads) as attn
                sources += [a]
                x += a
                let m = SwiGlu(RmsNorm(x + DepthMix(sources) as mlp_res) as mlp_norm, hidden) as mlp
                sources += [m]
                x += m
            }
        """;

    /// <summary>The model with its layers, compiled and filled.</summary>
    public static IModel Create(string layers) => DynamicModel.Compile([new SourceText("depth.model", Text(layers))]).Initialize(1, new ModelOptions { Threads = 1 });

    /// <summary>The model with its layers, as many as asked for.</summary>
    public static string Text(string body, int layers = 16) => $$"""
        namespace Generated

        model Depth(vocab: int = 256, width: int = 512, depth: int = {{layers}}, heads: int = 8, hidden: int = 1408) {
            input tokens : int64[B, T]
            stream T
            param embed : float[vocab, width] = normal(1.0)

            var x = embed[tokens]
        {{body}}
            output logits : float[B, T, vocab] = Linear(RmsNorm(x) as norm, vocab) as head
        }
        """;
}
