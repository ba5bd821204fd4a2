using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Reads data at integer indices along an axis: data [a…, n, b…] and indices [i…] → [a…, i…, b…].
/// An index below 0 or not below n is an error.
/// </summary>
/// <param name="Axis">The axis of the data that the indices' axes replace.</param>
public sealed record Gather(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 2, 2);
        var (data, indices) = (operands[0], operands[1]);
        ExpectAxis(Axis, data.Shape);
        if (indices.Element is not (ElementType.Int64 or ElementType.Int32))
            throw Refusal($"the indices are {indices.Element.Keyword()}, not int64 or int32");
        var shape = data.Shape.Take(Axis).Concat(indices.Shape).Concat(data.Shape.Skip(Axis + 1));
        return [new TensorType(data.Element, new Shape(shape))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An index is outside the axis.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (data, indices) = (operands[0], operands[1]);
        var result = new DenseTensor(data.Shape.Take(Axis).Concat(indices.Shape).Concat(data.Shape.Skip(Axis + 1)).ToArray());
        var (extent, row) = (data.Shape[Axis], data.Strides()[Axis]);
        var blocks = data.Shape.Take(Axis).Aggregate(1, (product, n) => product * n);
        for (int block = 0, at = 0; block < blocks; block++)
        {
            foreach (var index in indices.Data)
            {
                if (index < 0 || index >= extent)
                    throw new ArgumentException(FormattableString.Invariant($"gather: the index {index} is outside 0..{extent}"));
                Array.Copy(data.Data, ((block * extent) + (int)index) * row, result.Data, at, row);
                at += row;
            }
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Gather", operands, OnnxAttribute.Of("axis", Axis))];

}
