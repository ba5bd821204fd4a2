using System.CommandLine;
using Modelwright.Cli.Execution;

namespace Modelwright.Cli.Commands;

/// <summary><c>run FILE</c>: a model's outputs for inputs from a file.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var weights = new Option<string?>("--weights")
        {
            HelpName = "W.safetensors", Description = "The parameters by path; a model without parameters needs none.",
        };
        var inputs = new Option<string>("--inputs")
        {
            HelpName = "IN.safetensors", Description = "The inputs by name.", Required = true,
        };
        var outputs = new Option<string>("--outputs")
        {
            HelpName = "OUT.safetensors", Description = "Where the outputs go, by name.", Required = true,
        };
        var backend = OptionParsing.Choice("--backend", "What runs the model.", "native", "reference", "onnx");
        var chunks = OptionParsing.Positive("--chunks", "n", "Feed n steps at a time through the streaming session.");

        var command = model.Command("run", "Runs a model.");
        command.Add(weights);
        command.Add(inputs);
        command.Add(outputs);
        command.Add(backend);
        command.Add(chunks);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var graph = model.Compile(parsed);
                var given = InputFile.Read(parsed.GetRequiredValue(inputs), graph.Inputs);
                using var parameters = WeightsFile.Open(parsed.GetValue(weights), graph);
                var results = parsed.GetRequiredValue(backend) == "onnx" ? Backends.Onnx(graph, parameters, given) : Backends.Reference(graph, parameters, given);
                cancellation.ThrowIfCancellationRequested();
                SafetensorsWriter.Write(parsed.GetRequiredValue(outputs), results);
                return 0;
            },
            cancellation));
        return command;
    }
}
