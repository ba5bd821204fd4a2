using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Products;

/// <summary>A product of activations with a weight that is laid out once.</summary>
internal sealed class ProductBenchmarks : IBenchmarks
{
    private const double MostTime = 1.05;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from rows in new[] { 128, 256, 512 }
        from size in new[] { 512, 1024, 2048, 4096 }
        from count in threads
        select Of($"product, {rows} x {size} x {size}", rows, size, count);

    private static Benchmark Of(string name, int rows, int size, int threads) => new(name, effort =>
    {
        using var chain = new LinearChain(rows, size, size, 1, threads);
        return [Pairs.Ratio(name, chain.Ours, chain.Theirs, effort, target: MostTime, threads: threads)];
    }, IsDetail: (rows, size) != (256, 1024));
}
