using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// exp(x) divided by its sum along an axis; x and perhaps a mask that broadcasts to it → the shape of x. Outside the mask
/// the result is 0, also where a whole line is.
/// </summary>
/// <param name="Axis">The axis along which the result sums to 1.</param>
public sealed record Softmax(int Axis) : AxisOperator(Axis)
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    protected override bool TakesMask => true;

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => 3 * operands[0].Shape.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var mask = MaskOf(operands);
        var lines = new AxisLines(x.Shape, Axis);
        var result = new DenseTensor(x.Shape);
        for (var i = 0; i < lines.Count; i++)
        {
            var inside = lines.Elements(i, mask).ToList();
            if (inside.Count == 0)
                continue;
            var max = inside.Max(at => x.Data[at]);
            var sum = inside.Sum(at => result.Data[at] = PortableMath.Exp(x.Data[at] - max));
            foreach (var at in inside)
                result.Data[at] /= sum;
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var axis = OnnxAttribute.Of("axis", Axis);
        if (operands.Count == 1)
            return [onnx.Add("Softmax", operands, axis)];
        var (x, mask, element) = (operands[0], operands[1].Name, operands[0].Type.Element);
        var inside = onnx.Add("Where", [mask, x.Name, onnx.Scalar(element, double.NegativeInfinity)]);

        // A line that the mask leaves empty is NaN until here.
        return [onnx.Add("Where", [mask, onnx.Add("Softmax", [inside], axis), onnx.Scalar(element, 0)])];
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => x;
}
