using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The running sum along an axis, each element included: [a…, n, b…] → the same shape.</summary>
/// <param name="Axis">The axis.</param>
public sealed record CumSum(int Axis) : AxisOperator(Axis)
{
    /// <inheritdoc/>
    public override string Name => "cumsum";

    /// <inheritdoc/>
    protected override bool TakesMask => false;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var lines = new AxisLines(x.Shape, Axis);
        var result = new DenseTensor(x.Shape);
        for (var i = 0; i < lines.Count; i++)
        {
            var sum = 0.0;
            foreach (var at in lines.Elements(i, mask: null))
                result.Data[at] = sum += x.Data[at];
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("CumSum", [operands[0].Name, onnx.Scalar(ElementType.Int64, Axis)])];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => x;
}
