namespace Modelwright.Integration.Tests.Cases;

/// <summary>The cases' models at sizes that fill no vector and no block evenly, with random weights: all backends agree.</summary>
public class SizeTests
{
    private static readonly string[] Attention = ["width=9 heads=6 kv_heads=3 head_dim=2 T=1 B=1", "width=33 heads=5 kv_heads=1 head_dim=10 T=19 B=3"];

    // Of cases whose sizes are their own: one of each thing, all of them, and numbers that divide nothing else.
    private static readonly Dictionary<string, string[]> Own = new()
    {
        ["attention/convit_gpsa"] = ["side=2 width=10 heads=3 head_dim=5 B=2", "side=1 width=3 heads=1 head_dim=1 B=1"],
        ["attention/depth_swa"] = ["width=7 heads=3 kv_heads=3 head_dim=1 window=1 depth=1 T=1 B=1", "depth=5 window=9 T=2 B=1"],
        ["attention/gated_class_attention"] = ["width=15 heads=5 head_dim=3 tasks=1 task=0 T=1 B=1"],
        ["attention/gated_class_hard"] = ["width=15 heads=5 hidden=1 tasks=1 task=0 T=1 B=3"],
        ["attention/kv_gated_linear"] = ["positions=1 width=7 heads=3 head_dim=2 B=1", "positions=9 width=5 heads=1 head_dim=5 B=2"],
        ["attention/norga_prefix"] = ["width=7 heads=3 head_dim=3 prefix=1 T=1 B=2"],
        ["attention/seer_decode"] = ["block=1 top_k=1 gate_dim=2 T=5 B=1", "block=7 top_k=3 kv_heads=4 T=19 B=1"],
        ["mlp/act_ash"] = ["width=1 hidden=5 T=2 B=1 N=3"],
        ["mlp/conventional"] = ["input_width=7 stream_width=7 hidden=1 output_width=1 depth=1 B=3"],
        ["mlp/expanded_units"] = ["width=5 hidden=1 T=1 B=1"],
        ["mlp/feed_forwards"] = ["width=5 hidden=1 depth=1 T=1 B=3"],
        ["mlp/g2g_linear"] = ["width=6 output_width=3 modules_out=1 modules_in=6 module_size_out=3 module_size_in=1 B=2"],
        ["mlp/hourglass"] = ["input_width=3 stream_width=9 hidden=17 output_width=1 depth=1 B=3"],
        ["mlp/maxim_cross_gating"] = ["height=3 image_width=4 channels=1 guide_channels=2 size=3 grid_height=3 grid_width=1 block_height=1 block_width=4 B=1"],
        ["mlp/maxim_gmlp"] = ["height=6 image_width=4 channels=3 grid_height=1 grid_width=2 block_height=3 block_width=1 B=1"],
        ["mlp/neuron_gate"] = ["width=3 hidden=1 B=1"],
        ["mlp/queryable_lora"] = ["width=5 rank=1 atoms=2 query=1 top_k=2 depth=1 T=2 B=1"],
        ["mlp/sparse_linear"] = ["width=8 size=3 keep=8 T=1 B=2"],
        ["mlp/steering"] = ["width=5 depth=1 hidden=1 T=2 B=1"],
        ["mlp/versatile_ffn"] = ["width=5 hidden=9 experts=1 top_k=1 expert_hidden=9 max_loops=1 T=1 B=1", "hidden=33 experts=5 top_k=5 T=3 B=1"],
        ["mlp/wina_linear"] = ["width=7 output_width=3 keep=7 T=2 B=1", "width=1 output_width=1 keep=1 T=1 B=1"],
    };

    private static readonly string[] Conv = ["conv_width=1 T=1 B=1", "conv_width=2 T=3 B=2"];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var name in ReferenceCase.All.Keys)
            {
                foreach (var sizes in SizesOf(name))
                    rows.Add(name, sizes);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Backends_agree(string name, string sizes)
    {
        var settings = sizes.Split(' ').Select(setting => setting.Split('=')).ToDictionary(s => s[0], s => s[1]);
        var constants = settings.Where(s => char.IsLower(s.Key[0])).ToDictionary();
        var compiled = ReferenceCase.All[name].Compile(constants);
        var model = compiled.Create(RandomTensors.Weights(compiled.Initialize(1).Parameters));
        var inputs = model.Inputs.ToDictionary(
            input => input.Name,
            input => RandomTensors.Input(input, [.. input.Shape.Select(d => int.Parse(settings.GetValueOrDefault(d, d)))], largest: 5));

        var expected = Backend.Run(Backend.Reference, compiled, model, inputs);
        foreach (var backend in Backend.All(compiled.Graph.StreamAxis is not null))
            new Tolerance(1e-4, 5e-5).Check(Backend.Run(backend, compiled, model, inputs), expected);
    }

    private static IEnumerable<string> SizesOf(string name)
    {
        string[] family = name.Split('/') switch
        {
            ["attention", _] => [.. Attention, "gate=none T=8 B=2"],
            ["residual", _] =>
            [
                "vocab=7 width=12 depth=2 heads=3 kv_heads=1 head_dim=5 hidden=9 T=17 B=1", "streams=2 depth=1 T=5 B=1", "block_size=3 depth=4 T=3 B=2",
                "layers_per_block=3 depth=4 T=3 B=1", "value_channels=3 kernel=2 depth=1 T=5 B=1",
            ],
            ["moe", _] =>
            [
                "width=7 experts=5 top_k=1 hidden=9 T=6 B=3", "experts=3 top_k=3 T=1 B=1", "experts=7 threshold=0.1 hidden=3 T=5 B=1",
                "experts=6 selectors=3 bits=3 gamma=2 B=5", "depth=3 heads=3 kv_heads=1 head_dim=5 hidden=7 T=5 B=2", "width=5 depth=1 classes=2 hidden=3 B=7",
                "depth=2 gate_hidden=3 B=4", "learners=5 learner_hidden=3 width=9 T=4 B=2",
            ],
            ["recurrence", var golden] when golden.StartsWith("golden_", StringComparison.Ordinal) => [],
            ["recurrence", "deltanet_layer" or "gated_deltanet_layer" or "gated_deltanet_options" or "delta_product_layer"] =>
            [
                "heads=3 value_heads=6 key_dim=5 value_dim=9 T=4 B=1", "heads=1 value_heads=3 conv_width=1 T=1 B=2",
                "conv_width=2 T=3 B=1", "steps=1 T=5 B=1", "steps=3 T=1 B=2",
            ],
            ["recurrence", "gla_layer" or "gla_options"] => ["heads=6 kv_heads=3 key_dim=5 value_dim=9 T=4 B=1", "heads=3 kv_heads=1 rank=1 T=1 B=1"],
            ["recurrence", "decaying_layers"] => ["heads=3 key_dim=6 value_dim=9 T=4 B=1", "heads=1 key_dim=2 value_dim=1 T=1 B=2"],
            ["recurrence", "griffin_pair"] or ["lm", _] => [.. Conv, "width=9 lru_width=6 blocks=3 heads=3 head_dim=4 window=2 T=7 B=1", "depth=1 vocab=7 T=3 B=2"],
            ["recurrence", _] =>
            [
                .. Conv, "width=7 hidden=7 T=6 B=3", "width=5 modes=3 T=4 B=1", "width=9 lru_width=6 blocks=3 T=5 B=1", "depth=1 T=1 B=1",
                "heads=3 key_dim=5 value_dim=9 T=4 B=1", "heads=6 groups=3 head_dim=5 state_dim=3 T=7 B=2",
                "heads=6 kv_heads=2 head_dim=4 window=1 T=7 B=2", "slots=1 T=1 B=1", "steps=1 T=1 B=1", "steps=3 T=5 B=1",
            ],
            ["mlp", "swiglu"] => ["width=17 hidden=5 T=3 B=2", "width=1 hidden=130 T=1 B=5"],
            _ => [],
        };
        // Only sizes that the case's model has.
        return family.Concat(Own.GetValueOrDefault(name, [])).Where(sizes => sizes.Split(' ').Select(setting => setting.Split('=')[0])
            .Where(setting => char.IsLower(setting[0])).All(ReferenceCase.All[name].Constants.ContainsKey));
    }
}
