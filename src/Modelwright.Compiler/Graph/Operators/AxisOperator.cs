using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// An operator that works on every line of its operand along one axis. Some take a second operand, a bool mask that
/// broadcasts to the first: only where it holds an element takes part.
/// </summary>
/// <param name="Axis">The axis.</param>
public abstract record AxisOperator(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}";

    /// <summary>Whether a second operand, the mask, is allowed.</summary>
    protected abstract bool TakesMask { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, TakesMask ? 2 : 1);
        var x = operands[0];
        ExpectAxis(Axis, x.Shape);
        if (!Accepts(x.Element))
            throw Refusal($"is not defined for {x.Element.Keyword()}");
        if (operands.Count == 2 && operands[1].Element != ElementType.Bool)
            throw Refusal($"the mask is {operands[1].Element.Keyword()}, not bool");
        if (operands.Count == 2 && !operands[1].Shape.BroadcastsTo(x.Shape))
            throw Refusal($"the mask {operands[1].Shape} does not broadcast to {x.Shape}");
        return [InferResult(x)];
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => operands[0].Shape.Count;

    /// <summary>Whether the operand may hold this type.</summary>
    protected abstract bool Accepts(ElementType element);

    /// <summary>The result's type, given an operand that fits.</summary>
    protected abstract TensorType InferResult(TensorType x);

    /// <summary>Whether each element of the first operand takes part, in its shape; null where all do.</summary>
    private protected static double[]? MaskOf(IReadOnlyList<DenseTensor> operands) =>
        operands.Count == 2 ? operands[1].Expand(operands[0].Shape).Data : null;

    /// <summary>The shape without the axis.</summary>
    protected Shape WithoutAxis(Shape shape) => new(shape.Where((_, axis) => axis != Axis));
}
