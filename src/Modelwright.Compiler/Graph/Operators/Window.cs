using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// The operand with zeros before and after it along an axis: [.., N, ..] → [.., Before + N + After, ..]. Along the streamed
/// axis a session puts the last steps given before in place of the zeros before it; they are a state, zeros at first.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">How many zeros stand before.</param>
/// <param name="After">How many stand after.</param>
/// <param name="State">The state's path, relative to the instance; null where nothing is kept.</param>
public sealed record Window(int Axis, Dim Before, Dim After, string? State = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "window";

    /// <inheritdoc/>
    public override string Attributes =>
        $"axis: {Axis}, before: {GraphPrinter.Print(Before)}, after: {GraphPrinter.Print(After)}{(State is null ? "" : $", {State}")}";

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Before = replacement(Before), After = replacement(After) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        var shape = operands[0].Shape;
        ExpectAxis(Axis, shape);
        if (Before.Value < 0 || After.Value < 0)
            throw Refusal($"{Before} before and {After} after an axis are not both numbers of zeros");
        if (State is not null && (shape[Axis].SymbolName is null || shape[Axis].IsPast || !Before.IsConstant || !After.Equals(Dim.Zero)))
            throw Refusal($"{Before} steps before axis {Axis} of {shape} and {After} after it cannot be kept");
        return [new TensorType(operands[0].Element, shape.With(Axis, shape[Axis] + Before + After))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (before, after) = (context.Extent(Before), context.Extent(After));
        var shape = operands[0].Shape.ToArray();
        shape[Axis] += before + after;
        var result = new DenseTensor(shape);
        var row = operands[0].Strides()[Axis];
        var block = operands[0].Shape[Axis] * row;
        for (int from = 0, to = before * row; from < operands[0].Data.Length; from += block, to += shape[Axis] * row)
            Array.Copy(operands[0].Data, from, result.Data, to, block);
        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var element = operands[0].Type.Element;
        var zero = onnx.Scalar(element == ElementType.BFloat16 ? ElementType.Float32 : element, 0);
        return [onnx.Moved(operands[0], name => onnx.Pad(name, Around(Before), Around(After), zero))];

        IEnumerable<Dim> Around(Dim extent) => operands[0].Shape.Select((_, axis) => axis == Axis ? extent : Dim.Zero);
    }
}
