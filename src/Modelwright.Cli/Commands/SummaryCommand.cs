using System.CommandLine;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Recurrences;
using Modelwright.Compiler.Passes.Streaming;

namespace Modelwright.Cli.Commands;

/// <summary><c>summary FILE</c>: what a model weighs and costs.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var command = model.Command("summary", "Shows a model's parameters, shapes, operations and state.");
        command.SetAction(parsed =>
        {
            var graph = model.Compile(parsed).Graph;
            var (summary, recurrences) = Summarise(graph);
            var report = new SummaryReport(graph, summary, recurrences);
            report.WriteTo(Terminal.Over(parsed.InvocationConfiguration.Output));
        });
        return command;
    }

    private static (ModelSummary Summary, IReadOnlyList<RecurrenceSummary> Recurrences) Summarise(ModelGraph graph)
    {
        try
        {
            var optimised = PassPipeline.Run(graph);
            return (ModelSummary.Of(LimitHistories.Run(optimised)), RecurrenceSummary.Of(optimised));
        }
        catch (OverflowException)
        {
            throw new UserException($"what model {graph.Name} takes cannot be counted in 64 bits");
        }
    }
}
