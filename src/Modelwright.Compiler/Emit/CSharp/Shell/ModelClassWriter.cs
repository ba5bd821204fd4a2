using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes the class that users see.</summary>
internal static class ModelClassWriter
{
    private const string Dictionary = "global::System.Collections.Generic.IReadOnlyDictionary<string, global::Modelwright.TensorData>";

    private const string Options = "global::Modelwright.ModelOptions?";

    /// <summary>What the class has whatever the model; a constant of such a name gets a number.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        "Name", "Definition", "Inputs", "Outputs", "Parameters", "GetParameter", "Run", "Load", "Initialize", "Create", "Forward", "Results",
        "CreateSession", "Session", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals",
    ];

    /// <summary>Writes the class.</summary>
    public static void Write(CSharpWriter writer, PortPlan ports)
    {
        var graph = ports.Model.Graph;
        writer.Documentation("summary", graph.Documentation ?? $"The model {graph.Name}.");
        writer.Block($"public sealed partial class {ports.ClassName} : global::Modelwright.IModel", () =>
        {
            WriteConstants(writer, graph);
            WriteFields(writer, ports);
            WriteFactories(writer, ports);
            WriteDescription(writer, ports);
            WriteForward(writer, ports);
            WriteRun(writer, ports, "Forward", ports.Model.Dimensions, ports.CheckRequirements(inSession: false));
            SessionWriter.Write(writer, ports);
            if (ports.Outputs.Count > 1)
                WriteResults(writer, ports);
        });
    }

    /// <summary>Writes the untyped form of a method over spans.</summary>
    /// <param name="writer">The class.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="method">The method.</param>
    /// <param name="dimensions">The dimensions that it takes.</param>
    /// <param name="checks">What else is checked.</param>
    /// <param name="lengths">In a session, the parameter that says how many steps each row takes.</param>
    public static void WriteRun(
        CSharpWriter writer, PortPlan ports, string method, IEnumerable<string> dimensions, IEnumerable<string> checks, string? lengths = null)
    {
        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        var (modifier, more) = lengths is null ? ("", "") : ("override ", $", global::System.ReadOnlySpan<int> {lengths}");
        writer.Block($"public {modifier}{Dictionary} Run({Dictionary} inputs{more})", () =>
        {
            var description = $"{ports.CodeNamespace}.Description";
            writer.Line($"{PortPlan.Guard}.Known(inputs, {description}.Inputs);");
            for (var i = 0; i < ports.Inputs.Count; i++)
                writer.Line($"var {ports.Inputs[i].Variable} = {PortPlan.Guard}.Input(inputs, {description}.Inputs[{i}]);");
            foreach (var line in ports.BindDimensions("Shape").Concat(checks).Concat(ports.AllocateOutputs()))
                writer.Line(line);
            var arguments = ports.Inputs.Select(i => $"{i.Variable}.As<{i.Element}>()").Concat(dimensions.Select(ports.Dimension)).Concat(ports.Outputs.Select(o => o.Variable));
            writer.Line($"{method}({string.Join(", ", lengths is null ? arguments : arguments.Append(lengths))});");
            writer.Block("return new global::System.Collections.Generic.Dictionary<string, global::Modelwright.TensorData>", () =>
            {
                foreach (var output in ports.Outputs)
                    writer.Line($"[{output.Label}] = global::Modelwright.TensorData.Of({string.Join(", ", output.Port.Type.Shape.Select(ports.Extent).Prepend(output.Variable))}),");
            }, "};");
        });
    }

    private static void WriteConstants(CSharpWriter writer, ModelGraph graph)
    {
        var names = new NameScope([graph.Name, .. Members]);
        foreach (var constant in graph.Constants)
        {
            var type = constant.Value switch
            {
                long value => value is >= int.MinValue and <= int.MaxValue ? "int" : "long",
                double => "double",
                bool => "bool",
                _ => "string",
            };
            writer.Separate();
            writer.Documentation("summary", constant.Documentation ?? $"The constant {constant.Name}.");
            writer.Line($"public const {type} {names.Declare(Identifiers.Pascal(constant.Name))} = {Literals.Constant(constant.Value)};");
        }
    }

    private static void WriteFields(CSharpWriter writer, PortPlan ports)
    {
        var weights = ports.Model.Main.Weights;
        writer.Separate();
        writer.Line("private readonly global::Modelwright.WeightStore _store;");
        if (!weights.IsEmpty)
            writer.Line($"private readonly {ports.CodeNamespace}.{weights.Name} _weights;");
        writer.Line("private readonly global::Modelwright.Kernels.Workers _workers;");
        writer.Separate();
        writer.Block($"private {ports.ClassName}(global::Modelwright.ParameterSet parameters, {Options} options)", () =>
        {
            writer.Line("_workers = new(options);");
            writer.Line("_store = new(parameters);");
            if (!weights.IsEmpty)
                writer.Line("_weights = new(_store, \"\");");
            writer.Line($"_store.KeepOthers({ports.CodeNamespace}.Description.Parameters);");
        });
    }

    private static void WriteFactories(CSharpWriter writer, PortPlan ports)
    {
        const string set = "global::Modelwright.ParameterSet";
        var parameters = $"{ports.CodeNamespace}.Description.Parameters";
        writer.Separate();
        var isMapped = ports.Model.Graph.Checkpoints.Count > 0;
        writer.Documentation("summary", "The model with weights from a safetensors file.");
        if (isMapped)
        {
            writer.Line("/// <param name=\"path\">The file.</param>");
            writer.Line("/// <param name=\"checkpoint\">The checkpoint that the file is; null is the unnamed one, unless the file has the model's own names.</param>");
            writer.Line("/// <exception cref=\"global::System.ArgumentException\">No checkpoint has this name.</exception>");
        }

        writer.Line("/// <exception cref=\"global::Modelwright.WeightsMismatchException\">Names, shapes or types do not fit; the message lists every mismatch.</exception>");
        writer.Block($"public static {ports.ClassName} Load(string path{(isMapped ? ", string? checkpoint = null" : "")}, {Options} options = null)", () =>
        {
            writer.Line($"using var parameters = {set}.Load(path, {parameters}{(isMapped ? $", {ports.CodeNamespace}.Description.Checkpoints, checkpoint" : "")});");
            writer.Line("return new(parameters, options);");
        });
        writer.Separate();
        writer.Documentation("summary", "The model with fresh weights; the same seed gives the same weights on every machine.");
        writer.Line($"public static {ports.ClassName} Initialize(int seed, {Options} options = null) => new({set}.Initialize(seed, {parameters}), options);");
        writer.Separate();
        writer.Documentation("summary", "The model with weights from memory, by path.");
        writer.Line("/// <exception cref=\"global::Modelwright.WeightsMismatchException\">Names, shapes or types do not fit; the message lists every mismatch.</exception>");
        writer.Line($"public static {ports.ClassName} Create({Dictionary} weights, {Options} options = null) => new({set}.From(weights, {parameters}), options);");
    }

    private static void WriteDescription(CSharpWriter writer, PortPlan ports)
    {
        var description = $"{ports.CodeNamespace}.Description";
        foreach (var (type, name) in new[]
        {
            ("string", "Name"), ("global::Modelwright.ModelDefinition", "Definition"),
            ("global::System.Collections.Generic.IReadOnlyList<global::Modelwright.TensorInfo>", "Inputs"),
            ("global::System.Collections.Generic.IReadOnlyList<global::Modelwright.TensorInfo>", "Outputs"),
            ("global::System.Collections.Generic.IReadOnlyList<global::Modelwright.ParameterInfo>", "Parameters"),
        })
        {
            writer.Separate();
            writer.Line("/// <inheritdoc/>");
            writer.Line($"public {type} {name} => {(name == "Name" ? Literals.Quote(ports.Model.Graph.Name) : $"{description}.{name}")};");
        }

        writer.Separate();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public global::Modelwright.TensorData GetParameter(string path) => _store.Get({description}.Parameters[path]);");
    }

    private static void WriteForward(CSharpWriter writer, PortPlan ports)
    {
        writer.Separate();
        Document(writer, ports, "Runs the model on whole sequences.", ports.Inputs);
        writer.Line($"/// <returns>{string.Join("; ", ports.Outputs.Select(o => $"{o.Port.Name} {o.Documentation.Replace("&", "&amp;").Replace("<", "&lt;")}"))}</returns>");
        writer.Block($"public {ports.ResultType} Forward({ports.TensorParameters})", () =>
        {
            foreach (var line in ports.BindDimensions("Lengths").Concat(ports.CheckRequirements(inSession: false)).Concat(ports.AllocateOutputs()))
                writer.Line(line);
            var arguments = ports.Inputs.Select(i => $"global::Modelwright.Kernels.Dense.Of({i.Variable})")
                .Concat(ports.Model.Dimensions.Select(ports.Dimension)).Concat(ports.Outputs.Select(o => o.Variable));
            writer.Line($"Forward({string.Join(", ", arguments)});");
            writer.Line(ports.ReturnTensors());
        });

        writer.Separate();
        Document(writer, ports, "Runs the model on whole sequences. Allocates nothing once it has run at a size.", ports.Inputs, ports.Model.Dimensions, ports.Outputs);
        var parameters = ports.InputSpans.Concat(ports.Model.Dimensions.Select(s => $"int {ports.Dimension(s)}")).Concat(ports.OutputSpans);
        writer.Block($"public void Forward({string.Join(", ", parameters)})", () =>
        {
            foreach (var symbol in ports.Model.Dimensions)
                writer.Line($"{PortPlan.Guard}.Positive({Literals.Quote(symbol)}, {ports.Dimension(symbol)});");
            foreach (var check in ports.CheckRequirements(inSession: false).Concat(ports.CheckLengths()))
                writer.Line(check);
            writer.Line("var worker = _workers.Rent();");
            writer.Block("try", () => writer.Line(ports.CallMain("_weights", "null", "worker", "0")));
            writer.Block("finally", () => writer.Line("_workers.Return(worker);"));
        });
    }

    /// <summary>Writes the documentation of a method, whose parameters are ports and the names of dimensions.</summary>
    public static void Document(CSharpWriter writer, PortPlan ports, string summary, params IEnumerable<object>[] parameters)
    {
        writer.Documentation("summary", summary);
        foreach (var parameter in parameters.SelectMany(p => p))
        {
            var (name, text) = parameter is PortParameter port ? (port.Variable, port.Documentation) : (ports.Dimension((string)parameter), $"The extent of {parameter}.");
            writer.Documentation($"param name=\"{name.TrimStart('@')}\"", text);
        }
    }

    private static void WriteResults(CSharpWriter writer, PortPlan ports)
    {
        writer.Separate();
        writer.Documentation("summary", "The outputs.");
        foreach (var output in ports.Outputs)
            writer.Documentation($"param name=\"{Identifiers.Pascal(output.Port.Name)}\"", output.Documentation);
        writer.Line($"public readonly record struct Results({string.Join(", ", ports.Outputs.Select(o => $"{PortPlan.TensorOf(o)} {Identifiers.Pascal(o.Port.Name)}"))});");
    }
}
