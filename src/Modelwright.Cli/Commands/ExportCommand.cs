using System.CommandLine;
using System.Globalization;
using Modelwright.Cli.Execution;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

namespace Modelwright.Cli.Commands;

/// <summary><c>export FILE</c>: a model as ONNX, compared with the original before anyone relies on it.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var weights = new WeightsOptions();
        var output = new Option<string>("--output", "-o") { HelpName = "M.onnx", Description = "Where to.", Required = true };
        var opset = OptionParsing.Positive("--opset", "N", $"The version of the standard operators; {OnnxExporter.PortableOpset} if not given.");
        var chunk = OptionParsing.Positive("--chunk", "N", $"How many steps of a linear recurrence are computed together; {OnnxExporter.DefaultChunk} if not given.");
        var scan = new Option<bool>("--scan") { Description = "Compute recurrences step by step: --chunk 1." };
        var stateful = new Option<bool>("--stateful")
        {
            Description = "Make every state of a model that streams an input and an output: one graph for whole sequences and steps.",
        };
        var kvNames = OptionParsing.Choice(
            "--kv-names", "What the keys and values that attention keeps are called: their paths, or past_key_values.i.key and so on.", "paths", "past");
        var noVerify = new Option<bool>("--no-verify") { Description = "Don't run the export in ONNX Runtime to compare it with the model." };

        var command = model.Command("export", "Writes a model as ONNX.");
        weights.AddTo(command);
        command.Add(output);
        command.Add(opset);
        command.Add(chunk);
        command.Add(scan);
        command.Add(stateful);
        command.Add(kvNames);
        command.Add(noVerify);
        command.SetAction((parsed, cancellation) => CommandLine.Interruptible(
            () =>
            {
                var compiled = model.Compile(parsed);
                using var parameters = Weights.Open(parsed, weights, compiled.Graph);
                var options = new OnnxExportOptions
                {
                    Opset = Supported(parsed.GetValue(opset) ?? OnnxExporter.PortableOpset),
                    Chunk = Steps(parsed.GetValue(chunk), parsed.GetValue(scan)),
                    Stateful = parsed.GetValue(stateful),
                    KvNames = parsed.GetValue(kvNames) == "past" ? KvNames.Past : KvNames.Paths,
                };
                var path = parsed.GetRequiredValue(output);
                var console = parsed.InvocationConfiguration.Output;

                using var staging = new Staging(path, cancellation);
                var exported = Export(compiled.Graph, options);
                OnnxWriter.Write(exported, parameters.Read, staging.Path);
                var verified = parsed.GetValue(noVerify) ? null : Terminal.Show(
                    parsed.InvocationConfiguration.Error,
                    $"Comparing {compiled.Graph.Name} with its export",
                    () => OnnxVerifier.Verify(Backends.Compile(compiled, parameters), staging.Path, options));
                if (verified is { Agrees: false })
                    throw new UserException($"the export does not compute what the model does: {Largest(verified)}; {verified.Divergence}");
                staging.Commit();
                console.WriteLine($"{path}: {compiled.Graph.Name} over opset {options.Opset}{(options.Stateful ? $", {exported.States.Count} {(exported.States.Count == 1 ? "state" : "states")}" : "")}");
                if (verified is not null)
                    console.WriteLine($"ONNX Runtime agrees on random inputs: {Largest(verified)}");
                return 0;
            },
            cancellation));
        return command;
    }

    private static OnnxModel Export(ModelGraph graph, OnnxExportOptions options)
    {
        try
        {
            return OnnxExport.Export(PassPipeline.Run(graph), options);
        }
        catch (NotSupportedException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static int Supported(int opset) => opset is >= OnnxExporter.OldestOpset and <= OnnxExporter.NewestOpset
        ? opset
        : throw new UserException($"--opset takes {OnnxExporter.OldestOpset} to {OnnxExporter.NewestOpset}, not '{opset}'");

    private static int Steps(int? chunk, bool scan) => scan && chunk is > 1
        ? throw new UserException("--scan computes one step at a time: give either it or --chunk")
        : scan ? 1 : chunk ?? OnnxExporter.DefaultChunk;

    private static string Largest(OnnxVerification verification) => string.Create(
        CultureInfo.InvariantCulture,
        $"the largest difference is {verification.Absolute:0.0e+00}, which is {verification.Relative:0.0e+00} of the largest value ({verification.Tolerance:0e+00} passes)");
}
