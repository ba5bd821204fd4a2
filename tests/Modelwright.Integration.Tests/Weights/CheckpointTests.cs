using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Weights;

/// <summary>One model read from files laid out as those of well-known families; each must give the same parameters.</summary>
public sealed class CheckpointTests
{
    private const int Width = 8, Heads = 4, KvHeads = 2, HeadDim = 2, Experts = 3, Hidden = 5;

    private const string Text = """
        model Reader(width: int = 8, heads: int = 4, kv_heads: int = 2, experts: int = 3, hidden: int = 5) {
            input x : float[B, width]
            const head_dim = width / heads
            const share = heads / kv_heads
            var y = x
            for i in 0..2 as layers {
                param q as attn.q.weight : float[heads * head_dim, width] = normal(1)
                param k as attn.k.weight : float[kv_heads * head_dim, width] = normal(1)
                param v as attn.v.weight : float[kv_heads * head_dim, width] = normal(1)
                param qkv as fused.weight : float[(share + 2) * kv_heads * head_dim, width] = normal(1)
                param up as moe.up : float[experts, hidden, width] = normal(1)
                param taps : float[width, 4] = normal(1)
                y += x @ transpose(q)
            }
            output z : float[B, width] = y
        }

        checkpoint llama {
            layers.*.attn.q.weight : "model.layers.*.self_attn.q_proj.weight"
            layers.*.attn.k.weight : "model.layers.*.self_attn.k_proj.weight"
            layers.*.attn.v.weight : "model.layers.*.self_attn.v_proj.weight"
            layers.*.fused.weight  : concat(["model.layers.*.q", "model.layers.*.k", "model.layers.*.v"], axis: 0)
            layers.*.moe.up        : stack("model.layers.*.block_sparse_moe.experts.*.w1.weight")
            layers.*.taps          : reshape("model.layers.*.conv1d.weight")
            _                      : "model.layers.*.rotary_emb.inv_freq"
        }

        checkpoint gpt2 {
            layers.*.attn.q.weight : transpose(split("h.*.attn.c_attn.weight", [width, kv_heads * head_dim, kv_heads * head_dim])[0])
            layers.*.attn.k.weight : transpose(split("h.*.attn.c_attn.weight", [width, kv_heads * head_dim, kv_heads * head_dim])[1])
            layers.*.attn.v.weight : transpose(split("h.*.attn.c_attn.weight", [width, kv_heads * head_dim, kv_heads * head_dim])[2])
            *                      : "h.*"
        }

        checkpoint falcon {
            layers.*.attn.q.weight : split("h.*.query_key_value.weight", [share * head_dim, head_dim, head_dim], groups: kv_heads, axis: 0)[0]
            layers.*.attn.k.weight : split("h.*.query_key_value.weight", [share * head_dim, head_dim, head_dim], groups: kv_heads, axis: 0)[1]
            layers.*.attn.v.weight : split("h.*.query_key_value.weight", [share * head_dim, head_dim, head_dim], groups: kv_heads, axis: 0)[2]
            layers.*.fused.weight  : concat(["h.*.q", "h.*.k", "h.*.v"], axis: 0, groups: kv_heads)
        }
        """;

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    [InlineData("falcon")]
    public void A_file_of_another_program_gives_the_same_parameters(string checkpoint)
    {
        var compiled = DynamicModel.Compile([new SourceText("a.model", Text)]);
        var model = compiled.Initialize(1);
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["w.safetensors"], Enumerable.Range(0, 2).SelectMany(layer => Written(checkpoint, layer, model)).ToDictionary(t => t.Name, t => t.Tensor));
        var read = compiled.Load(folder["w.safetensors"], checkpoint);
        foreach (var parameter in model.Parameters)
            read.GetParameter(parameter.Path).Array<float>().ShouldBe(model.GetParameter(parameter.Path).Array<float>(), parameter.Path);
        Should.Throw<WeightsMismatchException>(() => compiled.Load(folder["w.safetensors"])).Message.ShouldContain("missing: layers.0.attn.q.weight");
        Should.Throw<ArgumentException>(() => compiled.Load(folder["w.safetensors"], "gtp2"));
    }

    // The files as their programs write them, element by element.
    private static IEnumerable<(string Name, TensorData Tensor)> Written(string family, int layer, IModel model)
    {
        var (q, k, v) = (Of("attn.q.weight"), Of("attn.k.weight"), Of("attn.v.weight"));
        const int share = Heads / KvHeads, rows = HeadDim * (Heads + (2 * KvHeads));
        switch (family)
        {
            case "llama":
                var fused = Of("fused.weight");
                yield return ($"model.layers.{layer}.self_attn.q_proj.weight", TensorData.Of(q, Width, Width));
                yield return ($"model.layers.{layer}.self_attn.k_proj.weight", TensorData.Of(k, KvHeads * HeadDim, Width));
                yield return ($"model.layers.{layer}.self_attn.v_proj.weight", TensorData.Of(v, KvHeads * HeadDim, Width));
                yield return ($"model.layers.{layer}.q", TensorData.Of(fused[..64], 8, Width));
                yield return ($"model.layers.{layer}.k", TensorData.Of(fused[64..96], 4, Width));
                yield return ($"model.layers.{layer}.v", TensorData.Of(fused[96..], 4, Width));
                for (var e = 0; e < Experts; e++)
                    yield return ($"model.layers.{layer}.block_sparse_moe.experts.{e}.w1.weight", TensorData.Of(Of("moe.up")[(e * Hidden * Width)..((e + 1) * Hidden * Width)], Hidden, Width));
                yield return ($"model.layers.{layer}.conv1d.weight", TensorData.Of(Of("taps"), Width, 1, 4));
                yield return ($"model.layers.{layer}.rotary_emb.inv_freq", TensorData.Of([1f], 1));
                break;
            case "gpt2":
                float[][] all = [.. Rows(q), .. Rows(k), .. Rows(v)];
                yield return ($"h.{layer}.attn.c_attn.weight", TensorData.Of([.. Enumerable.Range(0, Width).SelectMany(c => all.Select(row => row[c]))], Width, rows));
                foreach (var path in new[] { "fused.weight", "moe.up", "taps" })
                    yield return ($"h.layers.{layer}.{path}", model.GetParameter($"layers.{layer}.{path}"));
                break;
            default:
                var groups = Enumerable.Range(0, KvHeads).SelectMany(g => (float[][])
                    [.. Rows(q)[(g * share * HeadDim)..((g + 1) * share * HeadDim)], .. Rows(k)[(g * HeadDim)..((g + 1) * HeadDim)], .. Rows(v)[(g * HeadDim)..((g + 1) * HeadDim)]]);
                yield return ($"h.{layer}.query_key_value.weight", TensorData.Of([.. groups.SelectMany(r => r)], rows, Width));
                var interleaved = Rows(Of("fused.weight"));
                foreach (var (name, start, count) in new[] { ("q", 0, share * HeadDim), ("k", share * HeadDim, HeadDim), ("v", (share + 1) * HeadDim, HeadDim) })
                {
                    var part = Enumerable.Range(0, KvHeads).SelectMany(g => interleaved.Skip((g * (share + 2) * HeadDim) + start).Take(count)).SelectMany(r => r).ToArray();
                    yield return ($"h.{layer}.{name}", TensorData.Of(part, count * KvHeads, Width));
                }

                foreach (var path in new[] { "moe.up", "taps" })
                    yield return ($"layers.{layer}.{path}", model.GetParameter($"layers.{layer}.{path}"));
                break;
        }

        float[] Of(string path) => model.GetParameter($"layers.{layer}.{path}").Array<float>();

        static float[][] Rows(float[] matrix) => [.. matrix.Chunk(Width)];
    }
}
