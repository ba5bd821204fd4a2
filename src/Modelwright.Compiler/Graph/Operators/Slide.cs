using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Neighbours along an axis as an axis of their own: [.., N, ..] → [.., Count, Taps, ..], where place t, tap j is the
/// operand's Start + Stride * t + Dilation * j, which lies inside.
/// </summary>
/// <param name="Axis">The axis that is read; the taps follow it.</param>
/// <param name="Count">How many places.</param>
/// <param name="Taps">How many elements of each place.</param>
/// <param name="Stride">From one place to the next, at least 1.</param>
/// <param name="Dilation">From one tap to the next; negative where taps go back.</param>
/// <param name="Start">The first tap of the first place.</param>
public sealed record Slide(int Axis, Dim Count, Dim Taps, long Stride, long Dilation, Dim Start) : Operator
{
    /// <inheritdoc/>
    public override string Name => "slide";

    /// <inheritdoc/>
    public override string Attributes => string.Format(
        CultureInfo.InvariantCulture,
        "axis: {0}, count: {1}, taps: {2}, stride: {3}, dilation: {4}, start: {5}",
        Axis, GraphPrinter.Print(Count), GraphPrinter.Print(Taps), Stride, Dilation, GraphPrinter.Print(Start));

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Count = replacement(Count), Taps = replacement(Taps), Start = replacement(Start) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        var shape = operands[0].Shape;
        ExpectAxis(Axis, shape);

        // Constant bounds are checked here; symbolic ones are proved by whoever builds the node.
        var (near, far) = (Start, (Dilation * (Taps - Dim.One)) + Start);
        if (Dilation < 0)
            (near, far) = (far, near);
        if (Stride < 1 || near.Value < 0 || (shape[Axis] - Dim.One - far - (Stride * (Count - Dim.One))).Value < 0)
            throw Refusal($"{Count} places of {Taps} are not inside axis {Axis} of {shape}");
        return [new TensorType(operands[0].Element, new Shape([.. shape.Take(Axis), Count, Taps, .. shape.Skip(Axis + 1)]))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (shape, strides) = (operands[0].Shape.ToList(), operands[0].Strides().ToList());
        var step = strides[Axis];
        (shape[Axis], strides[Axis]) = (context.Extent(Count), checked((int)Stride * step));
        shape.Insert(Axis + 1, context.Extent(Taps));
        strides.Insert(Axis + 1, checked((int)Dilation * step));
        return [operands[0].Read(shape.ToArray(), strides.ToArray(), context.Extent(Start) * step)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var places = onnx.Add("Unsqueeze", [Times(onnx, onnx.Iota(Count), Stride), onnx.Vector(1)]);
        var taps = onnx.Add("Add", [Times(onnx, onnx.Iota(Taps), Dilation), onnx.Extent(Start)]);
        return [onnx.Add("Gather", [operands[0].Name, onnx.Add("Add", [places, taps])], OnnxAttribute.Of("axis", Axis))];
    }

    private static string Times(OnnxBuilder onnx, string indices, long step) =>
        step == 1 ? indices : onnx.Add("Mul", [indices, onnx.Scalar(ElementType.Int64, step)]);
}
