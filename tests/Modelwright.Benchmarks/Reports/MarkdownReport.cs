using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.Reports;

/// <summary>The report as a Markdown table.</summary>
internal static class MarkdownReport
{
    public static string Of(IEnumerable<Row> rows) =>
        string.Concat(rows.Select(Columns.Of).Prepend(Columns.Headings.Select(_ => "---").ToList()).Prepend(Columns.Headings)
            .Select(cells => $"| {string.Join(" | ", cells)} |\n"));
}
