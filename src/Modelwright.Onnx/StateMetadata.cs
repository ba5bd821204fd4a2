using System.Text.Json;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;

namespace Modelwright.Onnx;

/// <summary>What the metadata of an ONNX file says of the states that are inputs and outputs.</summary>
internal static class StateMetadata
{
    /// <summary>The key of the name of the axis that the steps of a call are.</summary>
    public const string StreamAxis = "modelwright.stream";

    /// <summary>
    /// The key of the list of states, JSON: <c>[{"path": "attn.k", "input": "attn.k", "output": "attn.k.next", "axis": 1}, …]</c>, without
    /// <c>axis</c> where a state keeps its size.
    /// </summary>
    public const string States = "modelwright.states";

    /// <summary>The entries of a model; none where it keeps no states.</summary>
    public static IEnumerable<(string Key, string Value)> Of(OnnxModel model) =>
        model.StreamAxis is { } axis ? [(StreamAxis, axis), (States, Write(model.States))] : [];

    /// <summary>Reads the list of states.</summary>
    public static IReadOnlyList<StatePort> Read(string json)
    {
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.EnumerateArray().Select(state => new StatePort(
            Text(state, "path"), Text(state, "input"), Text(state, "output"), state.TryGetProperty("axis", out var axis) ? axis.GetInt32() : null))];

        static string Text(JsonElement state, string name) => state.GetProperty(name).GetString()!;
    }

    private static string Write(IReadOnlyList<StatePort> states)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var state in states)
            {
                json.WriteStartObject();
                json.WriteString("path", state.Path);
                json.WriteString("input", state.Input);
                json.WriteString("output", state.Output);
                if (state.Axis is { } axis)
                    json.WriteNumber("axis", axis);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
