using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// A state whose elements go on each by itself: h ← decay ⊙ h + input at every step, as in gated linear recurrences. Operands:
/// start [a…, b…]; decay and input [a…, T, b…]. Results: h after the last step [a…, b…]; h after each step [a…, T, b…].
/// </summary>
/// <param name="State">The state's path, relative to the instance.</param>
/// <param name="Length">T.</param>
/// <param name="Axis">Where the sequences have the steps.</param>
/// <param name="IsReversed">Whether the steps run from the last to the first.</param>
public sealed record DiagonalScan(string State, Dim Length, int Axis, bool IsReversed) : RecurrenceOperator(State, Length, IsReversed)
{
    /// <inheritdoc/>
    public override string Name => "diagonalscan";

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", new[]
    {
        State, GraphPrinter.Print(Length), FormattableString.Invariant($"axis: {Axis}"), IsReversed ? "reverse" : "",
    }.Where(part => part.Length > 0));

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 3, 3);
        ExpectFloats(operands);
        var (start, decay, input) = (operands[0].Shape, operands[1].Shape, operands[2].Shape);
        ExpectAxis(Axis, input);
        if (!input[Axis].Equals(Length))
            throw Refusal($"axis {Axis} of {input} is not the {Length} that the scan runs along");
        if (!decay.Equals(input))
            throw Refusal($"the decay is {decay}, but the input {input}");
        if (!start.SequenceEqual(input.Where((_, i) => i != Axis)))
            throw Refusal($"the start is {start}, but a step of {input} is {new Shape(input.Where((_, i) => i != Axis))}");
        return [operands[0], operands[2]];
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => 2 * operands[2].Shape.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (decay, input) = (operands[1], operands[2]);
        var length = context.Extent(Length);
        var state = operands[0];
        var states = new DenseTensor(input.Shape);
        for (var step = 0; step < length; step++)
        {
            var at = At(step, length);
            var (factor, added) = (decay.Slice(Axis, at), input.Slice(Axis, at));
            state = new DenseTensor(state.Shape, state.Data.Select((h, i) => (factor.Data[i] * h) + added.Data[i]).ToArray());
            states.SetSlice(Axis, at, state);
        }

        return [state, states];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        new DiagonalScanLowering(this, operands).Write(onnx);
}
