namespace Modelwright.Benchmarks.Running;

/// <summary>Something to measure; gives one or more rows of the report.</summary>
/// <param name="Name">What its rows' names begin with.</param>
/// <param name="Run">Measures it.</param>
/// <param name="IsDetail">Whether an impression can do without it: another size of something that is there, or long.</param>
internal sealed record Benchmark(string Name, Func<Effort, IEnumerable<Row>> Run, bool IsDetail = false);

/// <summary>A file of benchmarks. Every class that implements this is found and run.</summary>
internal interface IBenchmarks
{
    /// <summary>The benchmarks, those that use threads once per count.</summary>
    IEnumerable<Benchmark> All(IReadOnlyList<int> threads);
}

/// <summary>The benchmarks of this program.</summary>
internal static class Catalogue
{
    public static IEnumerable<Benchmark> Find(IReadOnlyList<int> threads) => typeof(Catalogue).Assembly.GetTypes()
        .Where(t => t.IsClass && t.IsAssignableTo(typeof(IBenchmarks)))
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .SelectMany(t => ((IBenchmarks)Activator.CreateInstance(t)!).All(threads));
}
