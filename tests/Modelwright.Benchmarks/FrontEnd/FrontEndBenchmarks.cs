using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.FrontEnd;

/// <summary>
/// From text to C#, against Roslyn, which parses and binds the C# that came out: time and bytes allocated, warm and in a
/// fresh process; and how much longer the C# of more layers is.
/// </summary>
internal sealed class FrontEndBenchmarks : IBenchmarks
{
    private const double MillisecondsFor100Layers = 100;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads)
    {
        yield return Warm("front end, 2,000 lines", ModelText.Declarations());
        yield return Warm("front end, 10 layers", ModelText.Layers(10));
        yield return Warm("front end, 100 layers", ModelText.Layers(100), MillisecondsFor100Layers);
        yield return Cold("front end, 100 layers, first in a process", ModelText.Layers(100));
        yield return Length("front end, 100 layers: length of the C#");
    }

    private static Benchmark Warm(string name, ModelText text, double? milliseconds = null) => new(name, effort =>
    {
        var roslyn = new Roslyn();
        var code = text.Compile();
        return Rows(name, Pairs.Measure(() => text.Compile(), () => roslyn.Check(code), effort), milliseconds);
    }, IsDetail: milliseconds is null);

    private static Benchmark Cold(string name, ModelText text) => new(name, effort => Rows(name, ColdStart.Measure(text, effort)), IsDetail: true);

    private static Benchmark Length(string name) => new(name, _ =>
        [Row.Of(name, [(double)ModelText.Layers(100).Compile().Length / ModelText.Layers(10).Compile().Length], "x 10 layers", 1.05)]);

    private static IEnumerable<Row> Rows(string name, IReadOnlyList<(Cost Ours, Cost Peer)> pairs, double? milliseconds = null) =>
    [
        Row.Of($"{name}: time", pairs.Select(p => p.Ours.Milliseconds / p.Peer.Milliseconds), "x Roslyn"),
        Row.Of($"{name}: milliseconds", pairs.Select(p => p.Ours.Milliseconds), "ms", milliseconds),
        Row.Of($"{name}: allocation", pairs.Select(p => p.Ours.Bytes / p.Peer.Bytes), "x Roslyn"),
        Row.Of($"{name}: megabytes allocated", pairs.Select(p => p.Ours.Bytes / 1e6), "MB"),
    ];

}
