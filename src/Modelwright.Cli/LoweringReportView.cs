using System.Globalization;
using Modelwright.Cli.Commands;
using Modelwright.Cli.Execution;
using Modelwright.Compiler.Lowering;
using Spectre.Console;

namespace Modelwright.Cli;

/// <summary>What a lowering made of a program: facts line by line, then a table of the layers.</summary>
internal sealed class LoweringReportView(string program, LoweredModel model, LoweringComparison? comparison)
{
    private LoweringReport Report => model.Report;

    /// <summary>Writes the report.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (name, value) in Facts())
            console.WriteLine($"{name,-17}{value}");
        console.Write(Layers());
    }

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("model", $"{model.Name}: {program} as a {Report.Target.Word()}");
        yield return ("step", $"{Count(Report.Inputs, "input")}, {Count(Report.Rectifiers, "rectifier")}, {Count(Report.Products, "product")}, {Count(Report.States, "state")}");
        yield return ("parameters", Number(Report.ParameterCount));
        yield return ("widest", $"{Number(Report.Widest)} channels");
        if (Report.LargeConstants.Count > 0)
        {
            yield return ("large constants", string.Join(", ", Report.LargeConstants.Select(c => c.ToString(CultureInfo.InvariantCulture))));
            foreach (var (input, range) in Report.Ranges)
                yield return ("reckoned with", $"{input} in {LowerCommand.Text(range)}, {Number(Report.Steps)} steps");
        }

        if (comparison is not null)
        {
            yield return ("difference", string.Create(
                CultureInfo.InvariantCulture, $"{comparison.Difference:0.0e+00} at most over {comparison.Steps} random steps, where outputs reach {comparison.Largest:0.0e+00}"));
        }
    }

    private Table Layers()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("layer")
            .AddColumn("kind")
            .AddColumn("channels", column => column.RightAligned())
            .AddColumn("parameters", column => column.RightAligned());
        foreach (var layer in Report.Layers)
            table.AddRow(Markup.Escape(layer.Path), layer.Kind, Number(layer.Channels), Number(layer.Parameters));
        return table;
    }

    private static string Count(int count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
