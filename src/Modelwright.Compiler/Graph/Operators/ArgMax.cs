using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// The index of the greatest number along an axis, the lowest on a tie: x [a…, n, b…] and perhaps a mask that broadcasts to
/// it → int64[a…, b…]. Only where the mask holds an element takes part.
/// </summary>
/// <param name="Axis">The axis, which disappears.</param>
public sealed record ArgMax(int Axis) : AxisOperator(Axis)
{
    /// <inheritdoc/>
    public override string Name => "argmax";

    /// <inheritdoc/>
    protected override bool TakesMask => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A line has no element that takes part.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var mask = MaskOf(operands);
        var lines = new AxisLines(x.Shape, Axis);
        var result = new DenseTensor(x.Shape.Where((_, axis) => axis != Axis).ToArray());
        for (var i = 0; i < lines.Count; i++)
        {
            int? best = null;
            foreach (var at in lines.Elements(i, mask))
            {
                if (best is not { } known || x.Data[at] > x.Data[known])
                    best = at;
            }

            result.Data[i] = best is { } place ? (place - lines.Start(i)) / lines.Stride : throw new ArgumentException("argmax: there is no element");
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add(
            "ArgMax", [operands.Count == 1 ? operands[0].Name : MaskedOrder.Lower(onnx, operands[0], operands[1].Name)],
            OnnxAttribute.Of("axis", Axis), OnnxAttribute.Of("keepdims", 0))];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => new(ElementType.Int64, WithoutAxis(x.Shape));
}
