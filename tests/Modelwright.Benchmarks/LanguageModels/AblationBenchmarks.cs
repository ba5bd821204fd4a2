using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.LanguageModels;

/// <summary>What a pass is worth: a model with all passes over the same model without that one.</summary>
internal sealed class AblationBenchmarks : IBenchmarks
{
    private const int Context = 256;

    // So many steps are one measurement: a single one is too short.
    private const int Steps = 8;

    private static readonly string[] Passes = ["hoist-invariants", "merge-products"];

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from size in ModelSize.All
        from pass in Passes
        select new Benchmark($"ablation of {pass}, {size.Name}", effort => Compare(pass, size, effort));

    private static IEnumerable<Row> Compare(string pass, ModelSize size, Effort effort)
    {
        var (all, without) = (size.On(1), LanguageModel.Of(size.Constants, pass)(1));
        var tokens = LanguageModel.Tokens(size.Length);
        yield return Pairs.Ratio($"ablation, forward with {pass}, {size.Name}", Forward(all), Forward(without), effort, "x without");
        yield return Pairs.Ratio($"ablation, step with {pass}, {size.Name}", Step(all), Step(without), effort, "x without");

        Action Forward(LanguageModel model) => model.Forward(tokens, new float[size.Length * LanguageModel.Vocabulary]);

        Action Step(LanguageModel model)
        {
            var step = model.Step(Context, Steps * (effort.WarmUp + effort.Rounds), 1, new float[LanguageModel.Vocabulary]);
            return () =>
            {
                for (var i = 0; i < Steps; i++)
                    step();
            };
        }
    }
}
