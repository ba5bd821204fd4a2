using System.Globalization;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>Writes an ONNX graph as text, one line per input, output, initializer and node; a body stands indented in its node.</summary>
public static class OnnxPrinter
{
    /// <summary>The text of a model; lines end in a line feed.</summary>
    public static string Print(OnnxModel model)
    {
        var lines = new List<string> { $"{model.Name}, opset {model.Opset.ToString(CultureInfo.InvariantCulture)}" };
        lines.AddRange(model.Inputs.Select(value => $"input {Port(value)}"));
        lines.AddRange(model.Outputs.Select(value => $"output {Port(value)}"));
        lines.AddRange(model.Initializers.Select(tensor =>
            $"{(tensor.IsParameter ? "parameter" : "constant")} {tensor.Name}: {Type(tensor.Element, tensor.Shape.Select(Number))}"));
        lines.AddRange(model.Nodes.Select(Node));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>What a node computes: <c>Softmax(x, axis=-1)</c>.</summary>
    internal static string Expression(string opType, IReadOnlyList<string> inputs, IReadOnlyList<OnnxAttribute> attributes) =>
        $"{opType}({string.Join(", ", inputs.Concat(attributes.Select(a => $"{a.Name}={Value(a)}")))})";

    private static string Node(OnnxNode node) => $"{string.Join(", ", node.Outputs)} = {Expression(node.OpType, node.Inputs, node.Attributes)}";

    private static string Body(OnnxBody body)
    {
        var lines = body.Inputs.Select(value => $"input {Port(value)}")
            .Concat(body.Outputs.Select(value => $"output {Port(value)}"))
            .Concat(body.Nodes.Select(Node));
        return "{\n" + string.Concat(lines.Select(line => $"  {line.Replace("\n", "\n  ")}\n")) + "}";
    }

    private static string Port(OnnxValueInfo value) =>
        $"{value.Name}: {Type(value.Element, value.Shape.Select(d => d.Symbol ?? Number(d.Value!.Value)))}";

    private static string Type(Graph.ElementType element, IEnumerable<string> extents) =>
        $"{Graph.ElementTypeNames.Keyword(element)}[{string.Join(", ", extents)}]";

    private static string Value(OnnxAttribute attribute) => attribute switch
    {
        OnnxAttribute.Int a => Number(a.Value),
        OnnxAttribute.Ints a => $"[{string.Join(", ", a.Value.Select(Number))}]",
        OnnxAttribute.Float a => a.Value.ToString("R", CultureInfo.InvariantCulture),
        OnnxAttribute.Text a => a.Value,
        OnnxAttribute.Element a => Graph.ElementTypeNames.Keyword(a.Value),
        OnnxAttribute.Graph a => Body(a.Value),
        _ => throw new InvalidOperationException($"there is no attribute {attribute}"),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
