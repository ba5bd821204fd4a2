using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Any number of operands one after another along an axis; the other axes agree.</summary>
/// <param name="Axis">The axis; its extents add up.</param>
public sealed record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Name => "concat";

    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, int.MaxValue);
        var first = operands[0];
        ExpectAxis(Axis, first.Shape);
        foreach (var other in operands)
        {
            if (other.Element != first.Element)
                throw Refusal($"the operands are {first.Element.Keyword()} and {other.Element.Keyword()}");
            if (other.Shape.Rank != first.Shape.Rank || !other.Shape.With(Axis, first.Shape[Axis]).Equals(first.Shape))
                throw Refusal($"{first.Shape} and {other.Shape} differ in more than axis {Axis}");
        }

        var extent = operands.Aggregate(Dim.Zero, (sum, operand) => sum + operand.Shape[Axis]);
        return [new TensorType(first.Element, first.Shape.With(Axis, extent))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var shape = operands[0].Shape.ToArray();
        shape[Axis] = operands.Sum(o => o.Shape[Axis]);
        var result = new DenseTensor(shape);
        var blocks = shape.Take(Axis).Aggregate(1, (product, extent) => product * extent);
        for (int block = 0, at = 0; block < blocks; block++)
        {
            foreach (var operand in operands)
            {
                var length = operand.Data.Length / blocks;
                Array.Copy(operand.Data, block * length, result.Data, at, length);
                at += length;
            }
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Concat", operands, OnnxAttribute.Of("axis", Axis))];

}
