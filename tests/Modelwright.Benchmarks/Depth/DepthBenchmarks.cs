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

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads)
    {
        yield return Of("depth, attention residuals", DepthModel.Full);
        yield return Of("depth, attention residuals in blocks", DepthModel.Block);
        yield return Of("depth, delta attention residuals", DepthModel.Delta);
    }

    private static Benchmark Of(string name, string layers) => new(name, effort =>
    {
        var model = DepthModel.Create(layers);
        return
        [
            Steps($"{name}: a token in a step", Session(model), Session(Standard.Value), effort),
            Ratio($"{name}: 64 tokens at once", Sequence(model, 64), Sequence(Standard.Value, 64), effort),
            Ratio($"{name}: 256 tokens at once", Sequence(model, 256), Sequence(Standard.Value, 256), effort),
        ];
    }, IsDetail: layers != DepthModel.Full);

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
