using Modelwright.Benchmarks.Running;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Onnx;

namespace Modelwright.Benchmarks.Recurrences;

/// <summary>
/// Recurrent layers of width 512, and their recurrences without projections: native code against the better of ONNX Runtime's two forms
/// of the exported file, in chunks and as a scan over the steps. A step is one in the middle of a sequence, on both sides.
/// </summary>
internal sealed class RecurrenceBenchmarks : IBenchmarks
{
    private const int Length = 512;
    private const int Context = 16;
    private const double MostOfSequence = 0.5;
    private const double MostOfStep = 0.3;

    private static readonly Subject GatedDelta = new(
        "gated delta rule alone, 4 heads of 128 x 128",
        ["q : float[B, T, 4, 128]", "k : float[B, T, 4, 128]", "v : float[B, T, 4, 128]", "decay : float[B, T, 4]", "beta : float[B, T, 4]"],
        "float[B, T, 4, 128]", "GatedDelta(q, k, v, -sigmoid(decay), sigmoid(beta))");

    private static readonly Subject[] Subjects =
    [
        new("Gated DeltaNet layer, 4 heads of 128 x 128", ["x : float[B, T, 512]"], "float[B, T, 512]", "GatedDeltaNet(x, heads: 4, key_dim: 128, value_dim: 128) as mixer"),
        new("gated linear attention layer, 4 heads of 64 x 128", ["x : float[B, T, 512]"], "float[B, T, 512]", "GatedLinearAttention(x, heads: 4, key_dim: 64, value_dim: 128) as mixer"),
        new("Hawk layer, RG-LRU of 512 channels", ["x : float[B, T, 512]"], "float[B, T, 512]", "HawkBlock(x, 512, 4, 4) as mixer"),
        GatedDelta,
        new("gated linear attention alone, 4 heads of 64 x 128",
            ["q : float[B, T, 4, 64]", "k : float[B, T, 4, 64]", "v : float[B, T, 4, 128]", "decay : float[B, T, 4, 64]"],
            "float[B, T, 4, 128]", "Gla(q, k, v, -sigmoid(decay))"),
        new("RG-LRU alone, 512 channels",
            ["x : float[B, T, 512]", "r : float[B, T, 512]", "i : float[B, T, 512]", "a : float[512]"],
            "float[B, T, 512]", "RgLru(x, r, i, a, [b, t] => x[b, t, 0] > 9.0)"),
    ];

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from subject in Subjects
        from count in threads
        select new Benchmark($"recurrence, {subject.Name}", effort => [Sequence(subject, count, effort), Step(subject, count, effort)], IsDetail: subject != GatedDelta || count > 1);

    private static Row Sequence(Subject subject, int threads, Effort effort)
    {
        var (model, inputs) = (subject.On(threads), subject.Draw(Length));
        var y = new float[model.Run(inputs)["y"].As<float>().Length];
        var ours = TypedCall.Forward(model, inputs.Values, [1, Length], y);
        ours();
        var rows = new[] { OnnxExporter.DefaultChunk, 1 }.Select(chunk =>
        {
            using var peer = new OnnxPeer(model, threads, new OnnxExportOptions { Chunk = chunk });
            var theirs = peer.Bind(inputs);
            theirs.Expect("y", y);
            var form = chunk == 1 ? "a scan" : "chunks";
            return Pairs.Ratio(
                $"recurrence, {subject.Name}: {Length} steps, against {form}", ours, theirs.Run, effort, target: MostOfSequence, threads: threads);
        });
        return rows.ToList().MaxBy(row => row.Ratio)!;
    }

    private static Row Step(Subject subject, int threads, Effort effort)
    {
        var (model, context, step) = (subject.On(threads), subject.Draw(Context), subject.Draw(1));
        var session = model.CreateSession()!;
        session.Run(context);
        using var peer = new OnnxPeer(model, threads, new OnnxExportOptions { Stateful = true });
        var theirs = peer.BindAfter(context, step);
        var y = session.Run(step)["y"].As<float>().ToArray();
        theirs.Expect("y", y);
        return Pairs.Ratio($"recurrence, {subject.Name}: a step", TypedCall.Step(session, step.Values, y), theirs.Run, effort, target: MostOfStep, threads: threads);
    }

    /// <summary>A model of one layer.</summary>
    private sealed record Subject(string Name, IReadOnlyList<string> Inputs, string Output, string Layer)
    {
        public IModel On(int threads) => Model.Value.Initialize(1, new ModelOptions { Threads = threads });

        private Lazy<DynamicModel> Model { get; } = new(() => DynamicModel.Compile([new SourceText(
            "layer.model", $"model Layer {{ {string.Concat(Inputs.Select(input => $"input {input} "))} stream T output y : {Output} = {Layer} }}")]));

        /// <summary>Small random inputs.</summary>
        public Dictionary<string, TensorData> Draw(int length)
        {
            var random = new Random(1);
            return On(1).Inputs.ToDictionary(input => input.Name, input =>
            {
                int[] shape = [.. input.Shape.Select(extent => extent == "T" ? length : extent == "B" ? 1 : int.Parse(extent, System.Globalization.CultureInfo.InvariantCulture))];
                return TensorData.Of(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (random.NextSingle() - 0.5f) / 4).ToArray(), shape);
            });
        }
    }
}
