namespace Modelwright.Benchmarks.Running;

/// <summary>A line of the report; less is better.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Threads">On how many threads.</param>
/// <param name="Ratio">The median: ours divided by the peer's, or a quantity where the unit is one.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Target">What the ratio is meant to be at most, or null.</param>
/// <param name="Unit">What <paramref name="Ratio"/> counts: <c>x Roslyn</c> where it is a ratio, <c>ms</c>, <c>MB</c>.</param>
internal sealed record Row(string Name, int Threads, double Ratio, double Min, double Max, double? Target, string Unit)
{
    /// <summary>A row of several measurements.</summary>
    public static Row Of(string name, IEnumerable<double> values, string unit, double? target = null, int threads = 1)
    {
        var sorted = values.Order().ToList();
        return new Row(name, threads, Median(sorted), sorted[0], sorted[^1], target, unit);
    }

    private static double Median(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
