namespace Modelwright.Integration.Tests.Cases;

/// <summary>The cases' models at sizes that fill no vector and no block evenly, with random weights: all backends agree.</summary>
public class SizeTests
{
    private static readonly string[] Attention = ["width=9 heads=6 kv_heads=3 head_dim=2 T=1 B=1", "width=33 heads=5 kv_heads=1 head_dim=10 T=19 B=3"];

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
            ["residual", _] => ["vocab=7 width=12 depth=2 heads=3 kv_heads=1 head_dim=5 hidden=9 T=17 B=1"],
            ["recurrence", "gated_deltanet_layer" or "delta_product_layer"] => ["heads=3 value_heads=6 key_dim=5 value_dim=9 T=4 B=1"],
            ["recurrence", _] =>
            [
                "width=7 hidden=7 T=6 B=3", "width=5 modes=3 T=4 B=1",
                "heads=3 key_dim=5 value_dim=9 T=4 B=1", "heads=6 groups=3 head_dim=5 state_dim=3 T=7 B=2",
            ],
            ["mlp", "swiglu"] => ["width=17 hidden=5 T=3 B=2", "width=1 hidden=130 T=1 B=5"],
            _ => [],
        };
        // Only sizes that the case's model has.
        return family.Where(sizes => sizes.Split(' ').Select(setting => setting.Split('=')[0])
            .Where(setting => char.IsLower(setting[0])).All(ReferenceCase.All[name].Constants.ContainsKey));
    }
}
