using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// A recurrence: runs a function once for every index of an axis, in order, handing its states from one step to the next.
/// <list type="bullet">
/// <item>Operands: the states' starts; the sequences, each with the axis; values that are the same in every step.</item>
/// <item>The callee takes the states, a slice of each sequence without the axis, and the unchanging values, and gives the
/// states' next values, then what the step puts out.</item>
/// <item>Results: the states after the last step; what the steps put out, stacked along the axis.</item>
/// </list>
/// A session keeps the states of a scan over its time axis: there the starts only count before the first step.
/// </summary>
/// <param name="Length">The axis's extent: how many steps there are.</param>
/// <param name="States">The states' names: a state's path is the instance's path and its name.</param>
/// <param name="Sequences">Where each sequence has the axis.</param>
/// <param name="Outputs">Where each stacked result has it.</param>
/// <param name="IsReversed">Whether the steps run from the last index to the first.</param>
public sealed record Scan(
    Function Callee, string Path, Dim Length, EquatableList<string> States, EquatableList<int> Sequences, EquatableList<int> Outputs,
    bool IsReversed) : Invocation(Callee, Path)
{
    /// <inheritdoc/>
    public override string Name => "scan";

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", new[]
    {
        Callee.Name, Path, GraphPrinter.Print(Length), IsReversed ? "reverse" : "", $"states: {States}",
        $"sequences: {Sequences}", $"outputs: {Outputs}",
    }.Where(part => part.Length > 0));

    /// <inheritdoc/>
    public override Dim Times => Length;

    /// <summary>Whether a session along an axis keeps the states from call to call.</summary>
    public bool KeepsStates(string? streamAxis) => streamAxis is not null && Length.Equals(Dim.Symbol(streamAxis));

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Length = replacement(Length) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, Callee.Arguments.Count, Callee.Arguments.Count);
        if (Callee.Results.Count != States.Count + Outputs.Count)
            throw Refusal($"{Callee.Name} gives {Callee.Results.Count} results, not {States.Count} states and {Outputs.Count} outputs");
        for (var i = 0; i < operands.Count; i++)
            ExpectArgument(i - States.Count is var s && s >= 0 && s < Sequences.Count ? Slice(operands[i], Sequences[s]) : operands[i], Callee.Arguments[i]);
        var results = Callee.Results.Select(result => result.Type).ToList();
        for (var i = 0; i < States.Count; i++)
        {
            if (!results[i].Equals(operands[i]))
                throw Refusal($"state '{States[i]}' starts as {operands[i]} and goes on as {results[i]}");
        }

        for (var i = 0; i < Outputs.Count; i++)
            results[States.Count + i] = Stack(results[States.Count + i], Outputs[i]);
        return results;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var length = context.Extent(Length);
        var inside = context.Enter(Path);
        var states = operands.Take(States.Count).ToList();
        var outputs = Callee.Results.Skip(States.Count).Zip(Outputs, (result, axis) => new DenseTensor(context.Extents(Stack(result.Type, axis).Shape))).ToList();
        for (var step = 0; step < length; step++)
        {
            var at = IsReversed ? length - 1 - step : step;
            var slices = operands.Skip(States.Count).Zip(Sequences, (sequence, axis) => sequence.Slice(axis, at));
            var results = Interpreter.Run(Callee, inside, [.. states, .. slices, .. operands.Skip(States.Count + Sequences.Count)]);
            states = results.Take(States.Count).ToList();
            for (var i = 0; i < outputs.Count; i++)
                outputs[i].SetSlice(Outputs[i], at, results[States.Count + i]);
        }

        return [.. states, .. outputs];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        if (Callee.Results.Count == 0)
            return []; // ONNX's Scan has at least one
        var changing = States.Count + Sequences.Count;
        var given = operands.Take(changing).Select(operand => operand.Name).ToList();
        var inside = Callee.Arguments.Take(changing)
            .Select((argument, i) => new OnnxValue(i < States.Count ? States[i] : ((Argument)argument.Producer.Operator).Label, argument.Type))
            .ToList();
        var axes = Sequences.ToList();

        // ONNX counts the steps by a sequence: where there is none, by the numbers of the steps.
        if (axes.Count == 0)
        {
            given.Add(onnx.Iota(Length));
            inside.Add(new OnnxValue("step", new TensorType(ElementType.Int64)));
            axes.Add(0);
        }

        return onnx.Enter(Path).AddWithBody(
            "Scan", given, inside, Step, [.. States, .. Callee.Results.Skip(States.Count).Select(result => result.Name ?? "output")],
            OnnxAttribute.Of("num_scan_inputs", axes.Count),
            OnnxAttribute.Of("scan_input_axes", axes),
            OnnxAttribute.Of("scan_input_directions", axes.Select(_ => IsReversed ? 1 : 0).ToList()),
            OnnxAttribute.Of("scan_output_axes", Outputs),
            OnnxAttribute.Of("scan_output_directions", Outputs.Select(_ => IsReversed ? 1 : 0).ToList()));

        IReadOnlyList<OnnxValue> Step(OnnxBuilder body, IReadOnlyList<OnnxValue> inputs) =>
            OnnxExporter.Inline(Callee, body, [.. inputs.Take(changing), .. operands.Skip(changing)])
                .Zip(Callee.Results, (name, result) => new OnnxValue(name, result.Type))
                .ToList();
    }

    private TensorType Slice(TensorType sequence, int axis)
    {
        ExpectAxis(axis, sequence.Shape);
        if (!sequence.Shape[axis].Equals(Length))
            throw Refusal($"axis {axis} of {sequence.Shape} is not the {Length} that the scan runs along");
        return new TensorType(sequence.Element, new Shape(sequence.Shape.Where((_, i) => i != axis)));
    }

    private TensorType Stack(TensorType step, int axis)
    {
        if (axis < 0 || axis > step.Shape.Rank)
            throw Refusal($"{step.Shape} cannot be stacked at axis {axis}");
        return new TensorType(step.Element, new Shape([.. step.Shape.Take(axis), Length, .. step.Shape.Skip(axis)]));
    }
}
