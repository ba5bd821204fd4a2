using Modelwright.Compiler.Emit.CSharp.Functions;
using Modelwright.Compiler.Emit.CSharp.Text;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes a call of the model with all that it is given: what every worker runs.</summary>
internal static class CallWriter
{
    /// <summary>The struct's name.</summary>
    public const string Name = "Call";

    /// <summary>Writes the struct.</summary>
    public static void Write(CSharpWriter writer, PortPlan ports)
    {
        var model = ports.Model;
        var parameters = model.Parameters(model.Main).Skip(1).Concat(ports.InputSpans).Concat(ports.OutputSpans).ToList();
        writer.Separate();
        writer.Documentation("summary", "A call of the model.");
        writer.Block($"internal readonly ref struct {Name}({string.Join(", ", parameters)}) : ICall", () =>
        {
            foreach (var parameter in parameters)
            {
                var at = parameter.LastIndexOf(' ');
                writer.Line($"private readonly {parameter.Substring(0, at)} {Field(parameter.Substring(at + 1))} = {parameter.Substring(at + 1)};");
            }

            writer.Separate();
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public long Cost => {DimText.Write(model.Costs[model.Graph.Main], symbol => Extent(model, symbol))};");
            writer.Separate();
            writer.Line("/// <inheritdoc/>");
            var arguments = parameters.Select(parameter => Field(parameter.Substring(parameter.LastIndexOf(' ') + 1))).Prepend("worker");
            writer.Line($"public void Run(Worker worker) => Functions.{model.Main.Name}({string.Join(", ", arguments)});");
        });
    }

    private static string Field(string parameter) => "_" + parameter.TrimStart('@');

    private static string Extent(ModelPlan model, string symbol)
    {
        if (!Graph.Dim.Symbol(symbol).IsPast)
            return "(long)" + Field(model.DimensionName(symbol));
        var steps = Field(model.DimensionName(model.Graph.StreamAxis!));
        return Graph.Dim.Symbol(symbol).Kept is { } kept
            ? FormattableString.Invariant($"(long)(RecentSteps.Before(_position, {kept}) + {steps})")
            : $"((long)_position + {steps})";
    }
}
