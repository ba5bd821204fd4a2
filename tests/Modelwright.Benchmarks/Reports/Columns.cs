using System.Globalization;
using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Reports;

/// <summary>The columns of a report for people.</summary>
internal static class Columns
{
    public static IReadOnlyList<string> Headings { get; } = ["name", "threads", "ratio", "min", "max", "target", "unit"];

    public static IReadOnlyList<string> Of(Row row) =>
    [
        row.Name, row.Threads.ToString(CultureInfo.InvariantCulture), Number(row.Ratio), Number(row.Min), Number(row.Max),
        row.Target is { } target ? Number(target) : "", row.Unit,
    ];

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
