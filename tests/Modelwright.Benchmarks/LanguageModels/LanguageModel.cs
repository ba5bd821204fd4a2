using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Onnx;

namespace Modelwright.Benchmarks.LanguageModels;

/// <summary>ByteLm, compiled with constants of its own and filled, and used as a program does: through the methods over spans.</summary>
internal sealed class LanguageModel
{
    /// <summary>The scores of a byte are 256.</summary>
    public const int Vocabulary = 256;

    private readonly ForwardMethod _forward;

    /// <summary>Compiles the model, without some passes where that is what is measured.</summary>
    public LanguageModel(IReadOnlyDictionary<string, string> constants, params string[] without)
    {
        using var reader = new StreamReader(typeof(LanguageModel).Assembly.GetManifestResourceStream("byte_lm.model")!);
        Model = DynamicModel.Compile([new SourceText("byte_lm.model", reader.ReadToEnd())], null, constants, without).Initialize(1);
        _forward = Method<ForwardMethod>(Model, "Forward");
    }

    /// <summary>The model.</summary>
    public IModel Model { get; }

    /// <summary>Bytes to read, the same on every call.</summary>
    public static long[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => 37L * i % Vocabulary)];

    /// <summary>Runs one whole sequence again and again.</summary>
    public Action Forward(long[] tokens, float[] logits) => () => _forward(tokens, 1, tokens.Length, logits);

    /// <summary>A session that has taken so many tokens; takes one more whenever it is called, in every row of its batch.</summary>
    public Action Step(int context, int steps, int batch, float[] logits)
    {
        var session = Model.CreateSession(context + steps, batch)!;
        session.Run(new Dictionary<string, TensorData> { ["tokens"] = Context(context, batch) });
        var step = Method<StepMethod>(session, "Step");
        var tokens = Context(1, batch).As<long>().ToArray();
        return () => step(tokens, logits);
    }

    /// <summary>The same tokens in every row of a batch.</summary>
    public static TensorData Context(int count, int batch) =>
        TensorData.Of(Enumerable.Repeat(Tokens(count), batch).SelectMany(row => row).ToArray(), batch, count);

    /// <summary>ONNX Runtime on the export for whole sequences.</summary>
    public OnnxPeer WholePeer(int threads) => new(Model, threads);

    /// <summary>ONNX Runtime on the export with states.</summary>
    public OnnxPeer StepPeer(int threads) => new(Model, threads, new OnnxExportOptions { Stateful = true });

    private delegate void ForwardMethod(ReadOnlySpan<long> tokens, int batch, int length, Span<float> logits);

    private delegate void StepMethod(ReadOnlySpan<long> tokens, Span<float> logits);

    private static T Method<T>(object target, string name)
        where T : Delegate
    {
        var parameters = typeof(T).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType).ToArray();
        return target.GetType().GetMethod(name, parameters)!.CreateDelegate<T>(target);
    }
}
