using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Reads each line of the data along an axis at indices of its own: data [a…, n, b…] and indices that broadcast to
/// [a…, m, b…] → [a…, m, b…]. An index below 0 or not below n is an error.
/// </summary>
/// <param name="Axis">The axis of the data that the indices run along.</param>
public sealed record TakeAlong(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Name => "takealong";

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
        if (indices.Shape.Rank != data.Shape.Rank || !indices.Shape.BroadcastsTo(Taken(data.Shape, indices.Shape)))
            throw Refusal($"the indices {indices.Shape} do not fit the data {data.Shape}");
        return [data with { Shape = Taken(data.Shape, indices.Shape) }];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An index is outside the axis.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (data, extent) = (operands[0], operands[0].Shape[Axis]);
        var result = new DenseTensor(data.Shape.Select((n, axis) => axis == Axis ? operands[1].Shape[axis] : n).ToArray());
        var indices = operands[1].Expand(result.Shape);
        var (from, to) = (new AxisLines(data.Shape, Axis), new AxisLines(result.Shape, Axis));
        for (var i = 0; i < to.Count; i++)
        {
            for (int j = 0, at = to.Start(i); j < to.Extent; j++, at += to.Stride)
            {
                var index = indices.Data[at];
                if (index < 0 || index >= extent)
                    throw new ArgumentException(FormattableString.Invariant($"takealong: the index {index} is outside 0..{extent}"));
                result.Data[at] = data.Data[from.Start(i) + ((int)index * from.Stride)];
            }
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var indices = onnx.Expand(operands[1], Taken(operands[0].Shape, operands[1].Shape));
        return [onnx.Add("GatherElements", [operands[0].Name, indices], OnnxAttribute.Of("axis", Axis))];
    }

    private Shape Taken(Shape data, Shape indices) => data.With(Axis, indices[Axis]);
}
