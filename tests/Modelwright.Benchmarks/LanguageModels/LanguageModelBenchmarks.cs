using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.LanguageModels;

/// <summary>Whole models: a sequence at once, and a token more in the middle of one.</summary>
internal sealed class LanguageModelBenchmarks : IBenchmarks
{
    private const double MostOfForward = 0.9;
    private const double MostOfStep = 0.6;

    // Two threads against one.
    private const double MostOfForwardAlone = 0.55;
    private const double MostOfStepAlone = 0.7;
    private const int Context = 256;

    // So many steps are one measurement: a single one is too short.
    private const int Steps = 8;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from size in ModelSize.All
        from count in threads
        from benchmark in count == 1
            ? new[] { Forward(size, count), Step(size, 1, count), Step(size, 8, count) }
            : [Forward(size, count), Step(size, 1, count), Step(size, 8, count), Against1(size, count)]
        select benchmark;

    private static Benchmark Against1(ModelSize size, int threads)
    {
        var name = $"threads, {size.Name}";
        return new Benchmark(name, effort =>
        {
            var (many, one) = (size.On(threads), size.On(1));
            var tokens = LanguageModel.Tokens(size.Length);
            var logits = new float[size.Length * LanguageModel.Vocabulary];
            var (steps, alone) = (many.After(Context, 2 * Steps, 1), one.After(Context, 2 * Steps, 1));
            return
            [
                Row($"forward of {size.Length}", many.Forward(tokens, logits), one.Forward(tokens, logits), MostOfForwardAlone),
                Row($"step after {Context}", Repeated(steps.Step), Repeated(alone.Step), MostOfStepAlone, Return),
            ];

            void Return()
            {
                steps.Return();
                alone.Return();
            }

            Row Row(string what, Action ours, Action theirs, double most, Action? before = null) =>
                Pairs.Ratio($"{name}: {what}", ours, theirs, effort, "x one thread", most, threads, before);
        }, IsDetail: true);
    }

    private static Benchmark Forward(ModelSize size, int threads)
    {
        var name = $"forward, {size.Name}, {size.Length} tokens";
        return new Benchmark(name, effort =>
        {
            var model = size.On(threads);
            using var peer = model.WholePeer();
            var tokens = LanguageModel.Tokens(size.Length);
            var logits = new float[size.Length * LanguageModel.Vocabulary];
            var ours = model.Forward(tokens, logits);
            var theirs = peer.Bind(new Dictionary<string, TensorData> { ["tokens"] = LanguageModel.Context(size.Length, 1) });
            ours();
            theirs.Expect("logits", logits);
            return [Pairs.Ratio(name, ours, theirs.Run, effort, target: MostOfForward, threads: threads)];
        });
    }

    private static Benchmark Step(ModelSize size, int batch, int threads)
    {
        var name = $"step after {Context}, {size.Name}, batch {batch}";
        return new Benchmark(name, effort =>
        {
            var model = size.On(threads);
            using var peer = model.StepPeer();
            var theirs = peer.BindAfter(Tokens(Context), Tokens(1));
            var ours = model.After(Context, 2 * Steps, batch);
            ours.Step();
            theirs.Expect("logits", ours.Logits);
            return [Pairs.Ratio(name, Repeated(ours.Step), Repeated(theirs.Run), effort, target: MostOfStep, threads: threads, before: ours.Return)];
        }, IsDetail: batch > 1);

        Dictionary<string, TensorData> Tokens(int count) => new() { ["tokens"] = LanguageModel.Context(count, batch) };
    }

    private static Action Repeated(Action step) => () =>
    {
        for (var i = 0; i < Steps; i++)
            step();
    };
}
