using System.Numerics.Tensors;
using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Products;

/// <summary>
/// Few rows times weights that no cache holds, as where a language model goes on by a token: memory takes the time. Its speed is that
/// of a sum over as much memory.
/// </summary>
internal sealed class StreamedWeightBenchmarks : IBenchmarks
{
    private const int Size = 4096;
    private const int Weights = 3;
    private const double MostTime = 1.0;
    private const double LeastBandwidth = 0.85;

    public IEnumerable<Benchmark> All(IReadOnlyList<int> threads) =>
        from rows in new[] { 1, 2, 4, 8, 12, 16 }
        from count in threads
        select Of($"product, {rows} x {Size} x {Size}, {Weights} weights in turn", rows, count);

    private static Benchmark Of(string name, int rows, int threads) => new(name, effort =>
    {
        using var chain = new LinearChain(rows, Size, Size, Weights, threads);
        var product = Pairs.Ratio(name, chain.Ours, chain.Theirs, effort, target: MostTime, threads: threads);
        if (rows > 1)
            return [product];

        var memory = new float[Weights * Size * Size];
        memory.AsSpan().Fill(1);
        return [product, Pairs.Ratio($"{name}: against a sum", chain.Ours, Sum, effort, "x vector sum", 1 / LeastBandwidth, threads)];

        void Sum() => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var length = memory.Length / threads;
            if (TensorPrimitives.Sum(memory.AsSpan(part * length, length)) == 0)
                throw new InvalidOperationException("the memory is not what was written");
        });
    }, IsDetail: rows > 1 || threads > 1);
}
