using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>A run of neighbours along an axis: the axis' extent becomes Length.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Start">The first index.</param>
/// <param name="Length">How many.</param>
public sealed record Slice(int Axis, Dim Start, Dim Length) : Operator
{
    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}, start: {GraphPrinter.Print(Start)}, length: {GraphPrinter.Print(Length)}";

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Start = replacement(Start), Length = replacement(Length) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        var shape = operands[0].Shape;
        ExpectAxis(Axis, shape);

        // Constant bounds are checked here; symbolic ones by whoever proves or guards them.
        if (Start.Value < 0 || Length.Value < 0 || (shape[Axis] - Start - Length).Value < 0)
            throw Refusal($"{Length} from {Start} on is not inside axis {Axis} of {shape}");
        return [new TensorType(operands[0].Element, shape.With(Axis, Length))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The run is not inside the axis.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (start, length, extent) = (context.Extent(Start), context.Extent(Length), operands[0].Shape[Axis]);
        if (start < 0 || length < 0 || start + length > extent)
            throw new ArgumentException($"slice: {length} from {start} on is not inside an axis of {extent}");
        var shape = operands[0].Shape.ToArray();
        shape[Axis] = length;
        var strides = operands[0].Strides();
        return [operands[0].Read(shape, strides, start * strides[Axis])];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Slice", [operands[0].Name, onnx.Extent(Start), onnx.Extent(Start + Length), onnx.Vector(Axis)])];

}
