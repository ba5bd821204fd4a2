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

    private readonly int _threads;

    private LanguageModel(DynamicModel compiled, int threads)
    {
        _threads = threads;
        Model = compiled.Initialize(1, new ModelOptions { Threads = threads });
    }

    /// <summary>The model on some number of threads.</summary>
    public static Func<int, LanguageModel> Of(IReadOnlyDictionary<string, string> constants)
    {
        using var reader = new StreamReader(typeof(LanguageModel).Assembly.GetManifestResourceStream("byte_lm.model")!);
        var compiled = DynamicModel.Compile([new SourceText("byte_lm.model", reader.ReadToEnd())], constants: constants);
        var models = new Dictionary<int, LanguageModel>();
        return threads => models.TryGetValue(threads, out var known) ? known : models[threads] = new LanguageModel(compiled, threads);
    }

    /// <summary>The model.</summary>
    public IModel Model { get; }

    /// <summary>Bytes to read, the same on every call.</summary>
    public static long[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => 37L * i % Vocabulary)];

    /// <summary>Runs one whole sequence again and again.</summary>
    public Action Forward(long[] tokens, float[] logits) => TypedCall.Forward(Model, [TensorData.Of(tokens, 1, tokens.Length)], [1, tokens.Length], logits);

    /// <summary>Sessions that have taken so many tokens and have room for some more.</summary>
    public Steps After(int context, int room, int batch) => new(this, context, room, batch);

    /// <summary>Steps in the middle of a sequence.</summary>
    internal sealed class Steps
    {
        private readonly IModelSession _start;
        private readonly TensorData _tokens;
        private Action _step;

        public Steps(LanguageModel model, int context, int room, int batch)
        {
            // One step more: a session's first takes memory.
            _start = model.Model.CreateSession(context + 1 + room, batch)!;
            _start.Run(new Dictionary<string, TensorData> { ["tokens"] = Context(context, batch) });
            _tokens = Context(1, batch);
            Logits = new float[batch * Vocabulary];
            _step = Clone();
        }

        /// <summary>The scores after the last step.</summary>
        public float[] Logits { get; }

        /// <summary>Takes one token more in every row of the batch.</summary>
        public void Step() => _step();

        /// <summary>Goes back to where the steps began.</summary>
        public void Return()
        {
            _step = Clone();
            Step();
        }

        private Action Clone() => TypedCall.Step(_start.Clone(), [_tokens], Logits);
    }

    /// <summary>The same tokens in every row of a batch.</summary>
    public static TensorData Context(int count, int batch) =>
        TensorData.Of(Enumerable.Repeat(Tokens(count), batch).SelectMany(row => row).ToArray(), batch, count);

    /// <summary>ONNX Runtime on the export for whole sequences, on as many threads.</summary>
    public OnnxPeer WholePeer() => new(Model, _threads);

    /// <summary>ONNX Runtime on the export with states, on as many threads.</summary>
    public OnnxPeer StepPeer() => new(Model, _threads, new OnnxExportOptions { Stateful = true });
}
