using Modelwright.Benchmarks.Running;
using Spectre.Console;

namespace Modelwright.Benchmarks.Reports;

/// <summary>The report for a terminal.</summary>
internal static class TableReport
{
    private const int Unwrapped = 1000;

    /// <summary>Prints it; where that is no terminal, without colours and as wide as it is.</summary>
    public static void Print(IEnumerable<Row> rows)
    {
        if (Console.IsOutputRedirected)
            (AnsiConsole.Profile.Width, AnsiConsole.Profile.Capabilities.Ansi) = (Unwrapped, false);
        AnsiConsole.Write(Of(rows));
    }

    private static Table Of(IEnumerable<Row> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in Columns.Headings)
            table.AddColumn(heading, c => c.NoWrap());
        foreach (var row in rows)
            table.AddRow(Columns.Of(row).Select(cell => new Text(cell, Colour(row))));
        return table;
    }

    private static Style? Colour(Row row) => row.Target is { } target && row.Ratio > target ? new Style(Color.Red) : null;
}
