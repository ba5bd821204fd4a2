using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The index of the greatest number along an axis, the lowest on a tie: [a…, n, b…] → int64[a…, b…].</summary>
/// <param name="Axis">The axis, which disappears.</param>
public sealed record ArgMax(int Axis) : AxisOperator(Axis)
{
    /// <inheritdoc/>
    public override string Name => "argmax";

    /// <inheritdoc/>
    protected override bool TakesMask => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var lines = new AxisLines(x.Shape, Axis);
        if (lines.Extent == 0)
            throw new ArgumentException("argmax: the axis is empty");
        var result = new DenseTensor(x.Shape.Where((_, axis) => axis != Axis).ToArray());
        for (var i = 0; i < lines.Count; i++)
        {
            var start = lines.Start(i);
            var best = 0;
            for (var j = 1; j < lines.Extent; j++)
            {
                if (x.Data[start + (j * lines.Stride)] > x.Data[start + (best * lines.Stride)])
                    best = j;
            }

            result.Data[i] = best;
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("ArgMax", operands, OnnxAttribute.Of("axis", Axis), OnnxAttribute.Of("keepdims", 0))];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => new(ElementType.Int64, WithoutAxis(x.Shape));
}
