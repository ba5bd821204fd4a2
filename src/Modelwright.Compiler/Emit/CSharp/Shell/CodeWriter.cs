using Modelwright.Compiler.Emit.CSharp.Functions;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>Writes the code behind the class: what the model is, its functions with their row kernels, weights and states.</summary>
internal static class CodeWriter
{
    /// <summary>The namespace of a model's code.</summary>
    public static string Namespace(ModelGraph graph) =>
        "Modelwright.Generated." + Identifiers.EscapeDotted(graph.Namespace is { } name ? $"{name}.{graph.Name}" : graph.Name);

    /// <summary>Writes the namespace.</summary>
    public static void Write(CSharpWriter writer, PortPlan ports, IReadOnlyList<SourceText> sources)
    {
        var model = ports.Model;
        writer.Block($"namespace {Namespace(model.Graph)}", () =>
        {
            foreach (var name in new[] { "System", "System.Collections.Generic", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "Modelwright.Kernels" })
                writer.Line($"using global::{name};");
            writer.Separate();
            WriteDescription(writer, ports, sources);
            CallWriter.Write(writer, ports);
            WriteFunctions(writer, model);
            foreach (var function in model.Graph.Functions.Reverse())
            {
                InstanceClassWriter.WriteWeights(writer, model.Plans[function], model);
                InstanceClassWriter.WriteStates(writer, model.Plans[function], model);
            }
        });
    }

    private static void WriteFunctions(CSharpWriter writer, ModelPlan model)
    {
        writer.Separate();
        writer.Documentation("summary", "The functions of the model, the entry first.");
        writer.Block("internal static class Functions", () =>
        {
            foreach (var function in model.Graph.Functions.Reverse())
            {
                writer.Separate();
                FunctionWriter.Write(writer, model.Plans[function], model);
            }

            model.Tables.Write(writer);
            model.Kernels.Write(writer);
        });
    }

    private static void WriteDescription(CSharpWriter writer, PortPlan ports, IReadOnlyList<SourceText> sources)
    {
        var model = ports.Model;
        var graph = model.Graph;
        writer.Documentation("summary", "What the model is.");
        writer.Block("internal static class Description", () =>
        {
            writer.Line("public static ModelDefinition Definition { get; } = new(");
            writer.Indented(() =>
            {
                writer.Line($"{Literals.Quote(graph.Name)},");
                writer.Line($"[{string.Join(", ", sources.Select(s => $"new ModelSource({Literals.Quote(RelativePath.From(sources[0].Path, s.Path))}, {Literals.Quote(s.Text)})"))}],");
                writer.Line($"new Dictionary<string, object> {{ {string.Join(", ", graph.Constants.Select(c => $"[{Literals.Quote(c.Name)}] = {Boxed(c.Value)}"))} }});");
            });
            WritePorts(writer, "Inputs", graph.Inputs);
            WritePorts(writer, "Outputs", graph.Outputs);
            writer.Separate();
            writer.Line("public static ParameterList Parameters { get; } = ListParameters();");
            writer.Separate();
            writer.Block("private static ParameterList ListParameters()", () =>
            {
                writer.Line("var parameters = new ParameterList();");
                if (DeclarationsWriter.HasParameters(model.Main, model))
                    writer.Line($"Declare{model.Main.Name}(parameters, \"\");");
                writer.Line("return parameters;");
            });
            if (graph.StreamAxis is { } axis)
            {
                writer.Separate();
                writer.Line($"public static SessionPlan Sessions {{ get; }} = new({Literals.Quote(axis)}, {Literals.Quote(GraphFingerprint.Of(graph))}, {(ports.RowObstacle is { } obstacle ? Literals.Quote(obstacle) : "null")});");
            }

            if (graph.Checkpoints.Count > 0)
                CheckpointsWriter.Write(writer, graph.Checkpoints);
            foreach (var function in graph.Functions.Reverse().Where(f => !model.PreparedFunctions.Contains(f)))
                DeclarationsWriter.Write(writer, model.Plans[function], model);
        });
    }

    private static void WritePorts(CSharpWriter writer, string name, IReadOnlyList<Port> ports)
    {
        writer.Separate();
        writer.Line($"public static IReadOnlyList<TensorInfo> {name} {{ get; }} =");
        writer.Line("[");
        writer.Indented(() =>
        {
            foreach (var port in ports)
            {
                var shape = string.Join(", ", port.Type.Shape.Select(d => Literals.Quote(d.ToString())));
                writer.Line($"new({Literals.Quote(port.Name)}, ElementType.{port.Type.Element}, [{shape}]{(port.Documentation is { } text ? ", " + Literals.Quote(text) : "")}),");
            }
        });
        writer.Line("];");
    }

    private static string Boxed(object value) => value is long ? $"{Literals.Constant(value)}L" : Literals.Constant(value);
}
