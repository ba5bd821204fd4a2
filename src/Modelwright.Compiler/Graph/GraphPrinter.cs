using System.Globalization;
using System.Text;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Graph;

/// <summary>
/// Writes a graph as text to read and to compare: one line per node, in order. Sources stand where they are read: an
/// argument as <c>%label</c>, a parameter as <c>@path</c>, a scalar constant as its number; other values are numbered.
/// A history twin is printed as <c>T'</c>.
/// </summary>
public static class GraphPrinter
{
    /// <summary>The model's signature and every function, callees first.</summary>
    public static string Print(ModelGraph graph)
    {
        var text = new StringBuilder();
        text.Append("model ").Append(graph.Name).Append('(').Append(Ports(graph.Inputs)).Append(") -> (").Append(Ports(graph.Outputs)).Append(')');
        if (graph.StreamAxis is { } axis)
            text.Append(" stream ").Append(axis);
        text.Append('\n');
        foreach (var requirement in graph.Requirements)
            text.Append("require ").Append(requirement.Slack).Append(" >= 0\n");
        foreach (var function in graph.Functions)
            text.Append('\n').Append(Print(function));
        return text.ToString();
    }

    /// <summary>One function.</summary>
    public static string Print(Function function)
    {
        var text = new StringBuilder();
        var names = new Dictionary<Value, string>();
        var arguments = function.Arguments.Select(a => $"{((Argument)a.Producer.Operator).Label}: {Print(a.Type)}");
        var results = function.Results.Select(r => Print(r.Type)).ToList();
        text.Append("function ").Append(function.Name).Append('(').Append(string.Join(", ", arguments)).Append(") -> ");
        text.Append(results.Count == 1 ? results[0] : $"({string.Join(", ", results)})").Append(" {\n");
        foreach (var parameter in function.Parameters)
        {
            text.Append(parameter.IsBuffer ? "    buffer " : "    parameter ").Append(parameter.Path).Append(": ");
            text.Append(Print(parameter.Type)).Append(" = ").Append(Print(parameter.Initializer)).Append('\n');
        }

        var number = 0;
        foreach (var node in function.Nodes)
        {
            if (Source(node.Operator) is { } source)
            {
                names[node.Result] = source;
                continue;
            }

            var defined = node.Results.Select(value =>
            {
                names[value] = "%" + (number++).ToString(CultureInfo.InvariantCulture);
                return $"{names[value]}{(value.Name is null ? "" : " " + value.Name)}: {Print(value.Type)}";
            });
            text.Append("    ").Append(string.Join(", ", defined)).Append(" = ").Append(Print(node.Operator));
            text.Append(node.Inputs.Count == 0 ? "" : " ").Append(string.Join(", ", node.Inputs.Select(Name))).Append('\n');
        }

        text.Append("    return ").Append(string.Join(", ", function.Results.Select(Name))).Append("\n}\n");
        return text.ToString();

        string Name(Value value) => names.TryGetValue(value, out var name) ? name : "%undefined";
    }

    /// <summary>A type whose history twins are told apart: <c>float[B, T', 4, 32]</c>.</summary>
    public static string Print(TensorType type) => type.Element.Keyword() + Print(type.Shape);

    /// <summary>A shape whose history twins are told apart.</summary>
    public static string Print(Shape shape) => $"[{string.Join(", ", shape.Select(Print))}]";

    /// <summary>An extent whose history twins are told apart.</summary>
    public static string Print(Dim extent) => extent.Format(symbol => symbol, (a, b) => $"floor(({a}) / ({b}))");

    private static string Print(Operator op) => op.Attributes.Length == 0 ? op.Name : $"{op.Name}({op.Attributes})";

    private static string Print(Initializer initializer) => initializer switch
    {
        Initializer.Constant constant => Number(constant.Value),
        Initializer.Index index => $"index({index.Axis})",
        Initializer.Table table => $"table({string.Join(", ", table.Values.Take(8).Select(Number))}{(table.Values.Count > 8 ? ", …" : "")})",
        Initializer.Normal { Mean: 0 } normal => $"normal({Number(normal.Deviation)})",
        Initializer.Normal normal => $"normal({Number(normal.Deviation)}, {Number(normal.Mean)})",
        Initializer.Uniform uniform when uniform.Low == -uniform.High => $"uniform({Number(uniform.High)})",
        Initializer.Uniform uniform => $"uniform({Number(uniform.Low)}, {Number(uniform.High)})",
        Initializer.Orthogonal orthogonal => $"orthogonal({Number(orthogonal.Gain)})",
        Initializer.Apply apply => $"{apply.Operator}({string.Join(", ", apply.Operands.Select(Print))})",
        _ => throw new ArgumentOutOfRangeException(nameof(initializer)),
    };

    private static string Ports(IReadOnlyList<Port> ports) => string.Join(", ", ports.Select(p => $"{p.Name}: {Print(p.Type)}"));

    private static string? Source(Operator op) => op switch
    {
        Argument argument => "%" + argument.Label,
        LoadParameter parameter => "@" + parameter.Path,
        Constant { Type.Shape.Rank: 0 } constant => constant.Print(constant.Data[0]),
        _ => null,
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
