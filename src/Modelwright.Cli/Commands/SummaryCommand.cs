using System.CommandLine;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;

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
            var report = new SummaryReport(graph, Summarise(graph));
            report.WriteTo(Terminal.Over(parsed.InvocationConfiguration.Output));
        });
        return command;
    }

    private static ModelSummary Summarise(ModelGraph graph)
    {
        try
        {
            return ModelSummary.Of(PassPipeline.Run(graph));
        }
        catch (OverflowException)
        {
            throw new UserException($"what model {graph.Name} takes cannot be counted in 64 bits");
        }
    }
}
