namespace Modelwright.Benchmarks.LanguageModels;

/// <summary>A size of ByteLm.</summary>
/// <param name="Name">What the rows call it.</param>
/// <param name="Length">The tokens of a whole sequence.</param>
/// <param name="Constants">The model's constants that differ from its own.</param>
internal sealed record ModelSize(string Name, int Length, IReadOnlyDictionary<string, string> Constants)
{
    /// <summary>The sizes that are measured.</summary>
    public static IReadOnlyList<ModelSize> All { get; } =
    [
        new("ByteLm", 256, new Dictionary<string, string>()),
        new("ByteLm of width 512, 8 layers, 8 heads", 512, new Dictionary<string, string>
        {
            ["width"] = "512", ["depth"] = "8", ["heads"] = "8", ["kv_heads"] = "8", ["head_dim"] = "64", ["hidden"] = "1408",
        }),
    ];

    private readonly Lazy<Func<int, LanguageModel>> _model = new(() => LanguageModel.Of(Constants));

    /// <summary>The model of this size on some number of threads, compiled once.</summary>
    public LanguageModel On(int threads) => _model.Value(threads);
}
