using System.CommandLine;
using Modelwright.Cli.Execution;

namespace Modelwright.Cli.Commands;

/// <summary><c>run FILE</c>: a model's outputs for inputs from a file.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var weights = new WeightsOptions();
        var inputs = new Option<string>("--inputs") { HelpName = "IN.safetensors", Description = "The inputs by name.", Required = true };
        var outputs = new Option<string>("--outputs") { HelpName = "OUT.safetensors", Description = "Where the outputs go, by name.", Required = true };
        var backend = OptionParsing.Choice("--backend", "What runs the model.", Backends.Native, Backends.Reference, Backends.Onnx);
        var chunks = OptionParsing.Positive("--chunks", "n", "Feed n steps at a time through the streaming session.");
        var threads = OptionParsing.Positive("--threads", "n", "The most threads of the native backend; by itself all processors. Results do not depend on it.");

        var command = model.Command("run", "Runs a model.");
        weights.AddTo(command);
        command.Add(inputs);
        command.Add(outputs);
        command.Add(backend);
        command.Add(chunks);
        command.Add(threads);
        command.SetAction((parsed, cancellation) => CommandLine.Interruptible(
            () =>
            {
                var run = Backends.Choose(parsed.GetRequiredValue(backend), parsed.GetValue(chunks), parsed.GetValue(threads));
                var compiled = model.Compile(parsed);
                var given = InputFile.Read(parsed.GetRequiredValue(inputs), compiled.Graph.Inputs);
                using var parameters = Weights.Open(parsed, weights, compiled.Graph);
                var results = Terminal.Show(
                    parsed.InvocationConfiguration.Error, $"Running {compiled.Graph.Name}", () => Answered(() => run(compiled, parameters, given)));
                using var staging = new Staging(parsed.GetRequiredValue(outputs), cancellation);
                SafetensorsWriter.Write(staging.Path, results);
                staging.Commit();
                return 0;
            },
            cancellation));
        return command;
    }

    // What a model refuses is about its inputs.
    private static IReadOnlyDictionary<string, TensorData> Answered(Func<IReadOnlyDictionary<string, TensorData>> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw new UserException(e.Message);
        }
    }
}
