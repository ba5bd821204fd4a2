using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Modelwright.Cli.Diagnostics;
using Modelwright.Cli.Execution;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Lowering;
using Modelwright.Compiler.Reference;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Cli.Commands;

/// <summary><c>lower FILE --to ARCHITECTURE</c>: a program as the weights of a recurrent network, and the model that runs them.</summary>
internal static class LowerCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var weights = new WeightsOptions();
        var to = new Option<string>("--to")
        {
            HelpName = string.Join('|', LoweringTargetNames.All), Required = true,
            Description = "The architecture. A linear-rnn has layers s <- A s + B x + b and perceptrons with rectifiers between; the gated one also multiplies.",
            CustomParser = result =>
            {
                var name = result.Tokens[^1].Value;
                if (LoweringTargetNames.Parse(name) is null)
                    result.AddError($"--to takes {string.Join(", ", LoweringTargetNames.All)}, not '{name}'");
                return name;
            },
        };
        var output = new Option<string>("--output", "-o")
        {
            HelpName = "W.safetensors", Required = true, Description = "Where the weights go; the model that runs them is written beside them as W.model.",
        };
        var ranges = new Option<Dictionary<string, Interval>?>("--range")
        {
            HelpName = "name=lo..hi", Arity = ArgumentArity.OneOrMore, CustomParser = Ranges,
            Description = "What the numbers of an input can be; may be given for several inputs. Large constants follow from it, and what it "
                + $"rules out is left out. An input without one is taken to be {Text(LoweringOptions.AssumedRange)} where a constant has to be larger.",
        };
        var steps = OptionParsing.Positive("--steps", "N", $"The longest sequence; {LoweringOptions.AssumedSteps} are reckoned with if not given.");
        var noVerify = new Option<bool>("--no-verify") { Description = "Don't run both on random sequences to compare them." };

        var command = model.Command("lower", "Compiles an LSRL program into the weights of a recurrent network.");
        weights.AddTo(command);
        foreach (var option in new Option[] { to, output, ranges, steps, noVerify })
            command.Add(option);
        command.SetAction((parsed, cancellation) => CommandLine.Interruptible(
            () =>
            {
                var compiled = model.Compile(parsed);
                using var parameters = Weights.Open(parsed, weights, compiled.Graph);
                var options = new LoweringOptions
                {
                    Target = LoweringTargetNames.Parse(parsed.GetRequiredValue(to))!.Value,
                    Ranges = parsed.GetValue(ranges) ?? [],
                    Steps = parsed.GetValue(steps),
                    Parameters = parameter => Numbers(parameter, parameters.Read(parameter.Path)),
                };
                var result = ProgramLowering.Lower(compiled.Graph, options);
                if (result.Model is not { } lowered)
                    throw new ModelCompilationException(result.Diagnostics);
                TextReport.Write(result.Diagnostics, parsed.InvocationConfiguration.Error);

                var path = parsed.GetRequiredValue(output);
                var text = Path.ChangeExtension(path, ".model");
                if (compiled.Sources.Any(source => Path.GetFullPath(source.Path) == Path.GetFullPath(text)))
                    throw new UserException($"{text} is the program itself: name the weights otherwise");
                using var staging = new Staging(path, cancellation);
                var tensors = lowered.Parameters.ToDictionary(p => p.Path, p => TensorData.Of(p.Data, [.. p.Shape]), StringComparer.Ordinal);
                SafetensorsWriter.Write(staging.Path, tensors);
                File.WriteAllText(Path.ChangeExtension(staging.Path, ".model"), lowered.Text);
                var comparison = parsed.GetValue(noVerify) ? null : Terminal.Show(
                    parsed.InvocationConfiguration.Error,
                    $"Comparing {compiled.Graph.Name} with its weights",
                    () => LoweringComparison.Run(
                        Backends.Compile(compiled, parameters), DynamicModel.Compile([new SourceText(text, lowered.Text)]).Create(tensors), compiled.Graph.StreamAxis!, options));
                staging.Commit();
                new LoweringReportView(compiled.Graph.Name, lowered, comparison).WriteTo(Terminal.Over(parsed.InvocationConfiguration.Output));
                return 0;
            },
            cancellation));
        return command;
    }

    /// <summary>A range as it is written.</summary>
    public static string Text(Interval range) => string.Create(CultureInfo.InvariantCulture, $"{range.Least}..{range.Greatest}");

    private static Dictionary<string, Interval> Ranges(ArgumentResult result)
    {
        var ranges = new Dictionary<string, Interval>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var (name, ends) = token.Value.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Split("..")) : ("", []);
            if (name.Length == 0 || ends.Length != 2 || Number(ends[0]) is not { } least || Number(ends[1]) is not { } greatest || least > greatest)
                result.AddError($"--range takes name=lo..hi, such as x=-1..1, not '{token.Value}'");
            else if (!ranges.TryAdd(name, new Interval(least, greatest)))
                result.AddError($"--range gives '{name}' twice");
        }

        return ranges;
    }

    private static DenseTensor Numbers(Parameter parameter, TensorData tensor) => tensor.ElementType == ElementType.Float32
        ? new DenseTensor(tensor.Shape.ToArray(), [.. tensor.As<float>().ToArray().Select(x => (double)x)])
        : throw new UserException($"parameter '{parameter.Path}' is {parameter.Type}; those of a program are floats");

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
