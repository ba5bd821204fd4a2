using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Depth;

/// <summary>
/// What mixing over depth adds to a model: native code of one that mixes against one of the same size that adds, a token
/// at a time in a session and whole sequences.
/// </summary>
internal sealed class DepthBenchmarks : IBenchmarks
{
    private const double MostAdded = 1.05;
    private const int Start = 64;

    private static readonly Lazy<IModel> Standard = new(() => DepthModel.Create(DepthModel.Standard));

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
    [
        .. Of("depth, attention residuals", DepthModel.Full),
        .. Of("depth, attention residuals in blocks", DepthModel.Block),
        .. Of("depth, delta attention residuals", DepthModel.Delta),
    ];

    private static IEnumerable<Benchmark> Of(string kind, string layers)
    {
        var model = new Lazy<IModel>(() => DepthModel.Create(layers));
        var step = $"{kind}: a token in a step";
        yield return new(step, effort => [Steps(step, Session(model.Value), Session(Standard.Value), effort)], IsDetail: layers != DepthModel.Full);
        foreach (var length in new[] { 64, 256 })
        {
            var sequence = $"{kind}: {length} tokens at once";
            yield return new(sequence, effort => [Ratio(sequence, Sequence(model.Value, length), Sequence(Standard.Value, length), effort)], IsDetail: true);
        }
    }

    private static Row Ratio(string name, Action ours, Action standard, Effort effort) => Pairs.Ratio(name, ours, standard, effort, "x standard", MostAdded);

    private static Action Sequence(IModel model, int length)
    {
        var inputs = Tokens(length);
        return () => model.Run(inputs);
    }

    private static Row Steps(string name, SteppedSession ours, SteppedSession standard, Effort effort) => Pairs.Ratio(
        name, ours.Run, standard.Run, effort, "x standard", MostAdded, before: () =>
        {
            ours.Return();
            standard.Return();
        });

    private static SteppedSession Session(IModel model) => new(model, Start, Tokens(Start), Tokens(1));

    private static Dictionary<string, TensorData> Tokens(int length) => new()
    {
        ["tokens"] = TensorData.Of(Enumerable.Range(0, length).Select(i => 37L * i % 256).ToArray(), 1, length),
    };
}
