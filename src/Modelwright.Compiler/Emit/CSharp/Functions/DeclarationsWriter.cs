using System.Globalization;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes methods that list the parameters of each function's instances, so that the list doesn't grow with depth.</summary>
internal static class DeclarationsWriter
{
    /// <summary>The method of a function.</summary>
    public static void Write(CSharpWriter writer, FunctionPlan plan, ModelPlan model)
    {
        if (!HasParameters(plan, model))
            return;
        writer.Separate();
        writer.Documentation("summary", $"Lists the parameters of one instance of {plan.Name}.");
        writer.Block($"public static void Declare{plan.Name}(ParameterList parameters, string prefix)", () =>
        {
            foreach (var parameter in plan.Function.Parameters)
                writer.Line($"parameters.Add(prefix + {Literals.Quote(parameter.Path)}, ElementType.{parameter.Type.Element}, [{Shape(parameter)}], {InitializerText.Of(parameter.Initializer)}{(parameter.IsBuffer ? ", isBuffer: true" : "")});");
            foreach (var group in plan.Calls.Where(g => HasParameters(model.Plans[g.Callee], model)))
                WriteCall(writer, group, model.Plans[group.Callee].Name);
        });
    }

    /// <summary>Whether a function or what it calls has parameters.</summary>
    public static bool HasParameters(FunctionPlan plan, ModelPlan model) =>
        plan.Function.Parameters.Count > 0 || plan.Calls.Any(g => HasParameters(model.Plans[g.Callee], model));

    private static void WriteCall(CSharpWriter writer, CallGroup group, string callee)
    {
        if (group.First is not { } first)
        {
            writer.Line($"Declare{callee}(parameters, {(group.Path.Length == 0 ? "prefix" : $"prefix + {Literals.Quote(group.Path + ".")}")});");
            return;
        }

        var (from, to) = (first.ToString(CultureInfo.InvariantCulture), (first + group.Nodes.Count).ToString(CultureInfo.InvariantCulture));
        writer.Line($"for (var i = {from}; i < {to}; i++)");
        writer.Indented(() => writer.Line($"Declare{callee}(parameters, prefix + {Literals.Quote(group.Path + ".")} + i + \".\");"));
    }

    private static string Shape(Parameter parameter) => string.Join(", ", parameter.Type.Shape);
}
