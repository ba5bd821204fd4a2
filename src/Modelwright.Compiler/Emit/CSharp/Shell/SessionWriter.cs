using Modelwright.Compiler.Emit.CSharp.Functions;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes the session of a model with a streamed axis.</summary>
internal static class SessionWriter
{
    /// <summary>Writes the class and the method that makes one.</summary>
    public static void Write(CSharpWriter writer, PortPlan ports)
    {
        const string create = "global::Modelwright.IModelSession? global::Modelwright.IModel.CreateSession(int maxLength, int batch) =>";
        writer.Separate();
        if (ports.Model.Graph.StreamAxis is not { } axis)
        {
            writer.Line("/// <inheritdoc/>");
            writer.Line($"{create} null;");
            return;
        }

        var sizes = ports.FixedDimensions.ToList();
        writer.Documentation("summary", $"Starts a session, which takes sequences piece by piece along {axis}.");
        writer.Documentation("param name=\"maxLength\"", "The most steps the session can take; decides the memory it reserves.");
        foreach (var symbol in sizes)
            writer.Documentation($"param name=\"{Size(ports, symbol)}\"", $"The extent of {symbol}, the same in every piece.");
        writer.Line($"public Session CreateSession({string.Join(", ", sizes.Select(s => $"int {Size(ports, s)} = 1").Prepend("int maxLength"))}) => new({string.Join(", ", sizes.Select(s => Size(ports, s)).Prepend("maxLength").Prepend("this"))});");
        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        writer.Line(sizes.All(s => s == ports.Batch)
            ? $"{create} CreateSession({string.Join(", ", sizes.Select(_ => "batch").Prepend("maxLength"))});"
            : $"{create} throw new global::System.NotSupportedException({Literals.Quote(Unsized(ports, sizes))});");
        writer.Separate();
        writer.Documentation("summary", $"{ports.Model.Graph.Name} in the middle of a sequence. Not safe to use from several threads at once.");
        writer.Block("public sealed class Session : global::Modelwright.IModelSession", () => WriteMembers(writer, ports, axis));
    }

    private static void WriteMembers(CSharpWriter writer, PortPlan ports, string axis)
    {
        var sizes = ports.FixedDimensions.ToList();
        var states = ports.Model.Main.States;
        writer.Line($"private readonly {ports.ClassName} _model;");
        if (!states.IsEmpty)
            writer.Line($"private readonly {ports.CodeNamespace}.{states.Name} _states;");
        foreach (var symbol in sizes)
            writer.Line($"private readonly int _{Field(ports, symbol)};");
        writer.Line("private readonly global::Modelwright.Kernels.Workspace _workspace = new();");
        writer.Separate();
        writer.Block($"internal Session({string.Join(", ", sizes.Select(s => $"int {ports.Dimension(s)}").Prepend("int maxLength").Prepend($"{ports.ClassName} model"))})", () =>
        {
            writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(axis)}, maxLength);");
            foreach (var symbol in sizes)
                writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(symbol)}, {ports.Dimension(symbol)});");
            writer.Line("_model = model;");
            foreach (var symbol in sizes)
                writer.Line($"_{Field(ports, symbol)} = {ports.Dimension(symbol)};");
            if (!states.IsEmpty)
                writer.Line($"_states = new({string.Join(", ", InstanceClassWriter.StateDimensions(ports.Model.Main, ports.Model).Prepend("maxLength"))});");
            writer.Line("MaxLength = maxLength;");
        });
        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        writer.Line("public int Position { get; private set; }");
        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        writer.Line("public int MaxLength { get; }");
        WritePrefill(writer, ports, axis, sizes);
        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        writer.Line("public void Reset() => Position = 0;");
        ModelClassWriter.WriteRun(writer, ports, "Advance", [axis], CheckSizes(ports));
    }

    private static void WritePrefill(CSharpWriter writer, PortPlan ports, string axis, IReadOnlyList<string> sizes)
    {
        var t = ports.Dimension(axis);
        writer.Separate();
        ModelClassWriter.Document(writer, ports, "Takes the next steps, any number at once.", ports.Inputs);
        writer.Documentation("returns", "The outputs for these steps.");
        writer.Block($"public {ports.ResultType} Prefill({ports.TensorParameters})", () =>
        {
            foreach (var line in ports.BindDimensions("Lengths"))
                writer.Line(line);
            foreach (var line in CheckSizes(ports).Concat(ports.AllocateOutputs()))
                writer.Line(line);
            var arguments = ports.Inputs.Select(i => $"global::Modelwright.Kernels.Dense.Of({i.Variable})").Append(t).Concat(ports.Outputs.Select(o => o.Variable));
            writer.Line($"Advance({string.Join(", ", arguments)});");
            writer.Line(ports.ReturnTensors());
        });

        var spans = string.Join(", ", ports.InputSpans.Concat(ports.OutputSpans));
        var variables = ports.Inputs.Concat(ports.Outputs).Select(p => p.Variable).ToList();
        var (streamed, perStep) = StepsOf(ports, axis);
        writer.Separate();
        ModelClassWriter.Document(writer, ports, "Takes the next steps, any number at once. Allocates nothing once it has run at a size.", ports.Inputs.Concat(ports.Outputs));
        writer.Block($"public void Prefill({spans})", () =>
            writer.Line($"Advance({string.Join(", ", ports.Inputs.Select(i => i.Variable).Append($"{streamed.Variable}.Length / {DimText.Grouped(DimText.Write(perStep, s => "_" + Field(ports, s)))}").Concat(ports.Outputs.Select(o => o.Variable)))});"));
        writer.Separate();
        ModelClassWriter.Document(writer, ports, $"Takes one step: {axis} is 1.", ports.Inputs.Concat(ports.Outputs));
        writer.Line($"public void Step({spans}) => Advance({string.Join(", ", ports.Inputs.Select(i => i.Variable).Append("1").Concat(ports.Outputs.Select(o => o.Variable)))});");

        var parameters = string.Join(", ", ports.InputSpans.Append($"int {t}").Concat(ports.OutputSpans));
        writer.Separate();
        writer.Block($"private void Advance({parameters})", () =>
        {
            foreach (var symbol in sizes)
                writer.Line($"var {ports.Dimension(symbol)} = _{Field(ports, symbol)};");
            writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(axis)}, {t});");
            foreach (var check in ports.CheckRequirements(inSession: true).Concat(ports.CheckLengths()))
                writer.Line(check);
            writer.Line($"{PortPlan.Guard}.Room(Position, {t}, MaxLength);");
            writer.Block("try", () =>
            {
                writer.Line(ports.CallMain("_model._weights", "_states", "_workspace", "Position"));
                writer.Line($"Position += {t};");
            });
            writer.Block("finally", () => writer.Line("_workspace.Reset();"));
        });
    }

    /// <summary>An input whose length tells the number of steps, and its elements in one step.</summary>
    private static (PortParameter Input, Dim PerStep) StepsOf(PortPlan ports, string axis)
    {
        foreach (var input in ports.Inputs)
        {
            if (input.Port.Type.Shape.Contains(Dim.Symbol(axis)) && Dim.DivideExactly(input.Port.Type.Shape.Count, Dim.Symbol(axis)) is { } perStep && !perStep.Mentions(axis))
                return (input, perStep);
        }

        throw new GraphException($"no input has the streamed axis {axis}");
    }

    private static IEnumerable<string> CheckSizes(PortPlan ports) => ports.FixedDimensions
        .Select(symbol => $"{PortPlan.Guard}.Batch({Literals.Quote(symbol)}, {ports.Dimension(symbol)}, _{Field(ports, symbol)});");

    private static string Unsized(PortPlan ports, IReadOnlyList<string> sizes) =>
        $"a session of {ports.Model.Graph.Name} needs the extents {string.Join(", ", sizes)}; "
        + $"call CreateSession({string.Join(", ", sizes.Select(s => Size(ports, s)).Prepend("maxLength"))}) of the class {ports.ClassName}";

    private static string Size(PortPlan ports, string symbol) => symbol == ports.Batch ? "batch" : ports.Dimension(symbol);

    private static string Field(PortPlan ports, string symbol) => ports.Dimension(symbol).TrimStart('@');
}
