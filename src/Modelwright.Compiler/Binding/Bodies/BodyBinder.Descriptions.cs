using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Values in the words of messages.</content>
internal sealed partial class BodyBinder
{
    /// <summary>A build-time value as the language writes it, or null.</summary>
    private static string? Show(BoundValue value) => value switch
    {
        IntValue i => i.Number.ToString(),
        FloatValue f => Words.Number(f.Number),
        BoolValue b => b.Truth ? "true" : "false",
        StringValue s => s.Text,
        _ => null,
    };

    /// <summary>A value for messages: its kind, and its type or number.</summary>
    private static string Describe(BoundValue value) => value switch
    {
        TensorValue { Axes: null } tensor => $"a tensor {tensor.Type}",
        TensorValue tensor => $"{Words.WithArticle(tensor.Type.Element.Keyword())} over the axes {string.Join(", ", tensor.Axes!.Select(a => a.Name))}",
        IntValue { Number.Value: null } symbolic => $"the run-time dimension {symbolic.Number}",
        ListValue list => $"a list of {list.Items.Count}",
        StringValue text => $"the string \"{text.Text}\"",
        _ when Show(value) is { } text => $"{value.Kind}, {text}",
        _ => value.Kind,
    };
}
