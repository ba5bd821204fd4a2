using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Benchmarks.Ablation;

/// <summary>A model at some size, whole sequences or steps of it: what each optimisation is tried on.</summary>
internal sealed record AblationSubject(string Name, string Text, int Length, int? Context = null)
{
    public static IReadOnlyList<AblationSubject> All { get; } =
    [
        new("ByteLm, 256 tokens", ByteLm(), 256),
        new("ByteLm, a step", ByteLm(), 1, Context: 64),
        new("attention residuals, 64 tokens", Depth.DepthModel.Text(Depth.DepthModel.Full, layers: 4), 64),
        new("Gated DeltaNet layer, 256 steps", "model Layer { input x : float[B, T, 512] stream T output y : float[B, T, 512] = GatedDeltaNet(x, heads: 4, key_dim: 128, value_dim: 128) as mixer }", 256),
        new("mixture of experts, 64 positions", Experts.ExpertBenchmarks.Text("[i | topk[i](p[b, t, i], 2)]"), 64),
    ];

    /// <summary>The model with all passes, or without some.</summary>
    public DynamicModel Compile(params IReadOnlyCollection<string> without) => DynamicModel.Compile([new SourceText("subject.model", Text)], null, null, without);

    /// <summary>What is timed: whole sequences, or steps.</summary>
    public Work Prepare(DynamicModel compiled)
    {
        var model = compiled.Initialize(1, new ModelOptions { Threads = 1 });
        var inputs = Draw(model, Length);
        if (Context is { } context)
        {
            var session = new SteppedSession(model, context, Draw(model, context), inputs);
            return new Work(session.Run, session.Return, () => First(session.Result));
        }

        IReadOnlyDictionary<string, TensorData> result = inputs;
        return new Work(() => result = model.Run(inputs), () => { }, () => First(result));
    }

    /// <summary>Something to run, and to go back to its beginning.</summary>
    internal sealed record Work(Action Run, Action Return, Func<float[]> Result);

    private static float[] First(IReadOnlyDictionary<string, TensorData> outputs) => outputs.Values.First().As<float>().ToArray();

    private static Dictionary<string, TensorData> Draw(IModel model, int length)
    {
        var random = new Random(1);
        return model.Inputs.ToDictionary(input => input.Name, input => input.ElementType == ElementType.Int64
            ? TensorData.Of(LanguageModels.LanguageModel.Tokens(length), 1, length)
            : TensorData.Of(Enumerable.Range(0, length * 512).Select(_ => (random.NextSingle() - 0.5f) / 4).ToArray(), 1, length, 512));
    }

    private static string ByteLm()
    {
        using var reader = new StreamReader(typeof(AblationSubject).Assembly.GetManifestResourceStream("byte_lm.model")!);
        return reader.ReadToEnd();
    }
}
