using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>From our graph to ONNX's: calls are inlined, every operator adds the standard nodes it is made of.</summary>
public static class OnnxExporter
{
    /// <summary>The version of the standard operators that runs nearly everywhere.</summary>
    public const int PortableOpset = 21;

    /// <summary>The oldest version that has every operator used.</summary>
    public const int OldestOpset = 18;

    /// <summary>The newest version whose operators are known to mean what they meant before.</summary>
    public const int NewestOpset = 26;

    /// <summary>How many steps of a linear recurrence are computed together unless the caller wants something else.</summary>
    public const int DefaultChunk = 32;

    /// <summary>
    /// The whole-sequence form of a model. Symbolic axes keep their names, parameters their paths. ONNX cannot check what a
    /// model requires of the sizes of its inputs; the file's documentation states it.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="opset">The version of the standard operators.</param>
    /// <param name="chunk">How many steps of a linear recurrence are computed together; 1 for a <c>Scan</c> over all steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The opset is older than <see cref="OldestOpset"/> or newer than <see cref="NewestOpset"/>, or a chunk has no step.
    /// </exception>
    public static OnnxModel Export(ModelGraph model, int opset = PortableOpset, int chunk = DefaultChunk) => Export(model, [], opset, chunk);

    /// <summary>
    /// A model that streams as one graph for whole sequences and steps: its states are inputs and outputs. Symbolic axes keep their
    /// names; <c>past</c> is the number of steps before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">As above.</exception>
    public static OnnxModel Export(StatefulModel model, int opset = PortableOpset, int chunk = DefaultChunk) =>
        Export(model.Graph, model.States, opset, chunk) with { StreamAxis = model.StreamAxis, States = model.States };

    private static OnnxModel Export(ModelGraph model, IReadOnlyList<StatePort> states, int opset, int chunk)
    {
        if (chunk < 1)
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk, "a chunk has a step or more");
        if (opset is < OldestOpset or > NewestOpset)
            throw new ArgumentOutOfRangeException(nameof(opset), opset, $"opsets from {OldestOpset} to {NewestOpset} will do");
        model = WidenNarrowTypes.Run(model);
        var pool = new OnnxPool(opset, chunk, model.Inputs);
        var graph = new OnnxGraph(pool);
        var inputs = model.Inputs.Select(port => new OnnxValue(port.Name, port.Type)).ToList();
        var builder = new OnnxBuilder(graph);
        var results = Inline(model.Main, builder, inputs).Zip(model.Outputs, (value, port) => (Value: value, Info: Info(port)))
            .Select(output => states.FirstOrDefault(state => state.Output == output.Info.Name) is { Kept: { } kept, Axis: { } axis }
                ? LastSteps(builder, output.Value, output.Info, axis, kept)
                : output)
            .ToList();
        foreach (var (value, info) in results)
            graph.Output(value, info.Name);
        return new OnnxModel(
            model.Name, Documentation(model), opset, model.Inputs.Select(Info).ToList(), results.Select(output => output.Info).ToList(),
            pool.Initializers, graph.Nodes);
    }

    // The last steps, or all where there are fewer: which, only the run knows, so their number has a name of its own.
    private static (string Value, OnnxValueInfo Info) LastSteps(OnnxBuilder onnx, string value, OnnxValueInfo info, int axis, long kept) => (
        onnx.Add("Slice", [value, onnx.Vector(-kept), onnx.Vector(int.MaxValue), onnx.Vector(axis)]),
        info with { Shape = info.Shape.Select((extent, i) => i == axis ? new OnnxDim(null, FormattableString.Invariant($"next_{kept}")) : extent).ToList() });

    private static string? Documentation(ModelGraph model)
    {
        var parts = model.Requirements.Select(r => $"Required: {r.Message}.").Prepend(model.Documentation).Where(p => p is not null).ToList();
        return parts.Count == 0 ? null : string.Join("\n", parts);
    }

    /// <summary>Adds the nodes of a function and names its results' values.</summary>
    internal static IReadOnlyList<string> Inline(Function function, OnnxBuilder onnx, IReadOnlyList<OnnxValue> arguments)
    {
        var names = new Dictionary<Value, string>();
        for (var i = 0; i < arguments.Count; i++)
            names[function.Arguments[i]] = arguments[i].Name;
        foreach (var node in function.Nodes)
        {
            if (node.Operator is Argument)
                continue;
            var operands = node.Inputs.Select(input => new OnnxValue(names[input], input.Type)).ToList();
            var results = node.Operator.LowerToOnnx(onnx.Named(node.Operator is Invocation ? null : node.Results[0].Name), operands);
            foreach (var value in node.Results)
                names[value] = results[value.Result];
        }

        return function.Results.Select(result => names[result]).ToList();
    }

    private static OnnxValueInfo Info(Port port) => OnnxValueInfo.Of(port.Name, port.Type, port.Documentation);
}
