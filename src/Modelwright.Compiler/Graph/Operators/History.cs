using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// The operand at every step so far: along the axis, T → T'. The identity while a whole sequence runs; in a session the
/// steps given before, kept as state, and then the operand's own.
/// </summary>
/// <param name="Axis">The streamed axis.</param>
/// <param name="State">The state's path, relative to the instance.</param>
/// <param name="Kept">How many of the steps before those of a call are read, and kept; null for all.</param>
public sealed record History(int Axis, string State, long? Kept = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "history";

    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}, {State}{(Kept is { } steps ? FormattableString.Invariant($", kept: {steps}") : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        var shape = operands[0].Shape;
        ExpectAxis(Axis, shape);
        if (shape[Axis].SymbolName is null || shape[Axis].IsPast)
            throw Refusal($"axis {Axis} of {shape} is not a streamed axis");
        return [new TensorType(operands[0].Element, shape.With(Axis, Kept is { } steps ? shape[Axis].PastWithin(steps) : shape[Axis].Past))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) => [operands[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) => [operands[0].Name];

}
