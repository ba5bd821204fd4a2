using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>A pointwise operator of one operand: [...] → [...].</summary>
public abstract record UnaryPointwise : PointwiseOperator
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        if (!Accepts(operands[0].Element))
            throw Refusal($"is not defined for {operands[0].Element.Keyword()}");
        return [new TensorType(ResultOf(operands[0].Element), operands[0].Shape)];
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        [new DenseTensor(operands[0].Shape, Array.ConvertAll(operands[0].Data, x => Apply(x, operands[0].Element)))];

    /// <summary>Whether the operand may hold this type.</summary>
    protected abstract bool Accepts(ElementType element);

    /// <summary>The result's element type.</summary>
    protected virtual ElementType ResultOf(ElementType operand) => operand;

    /// <summary>One element, of a type.</summary>
    protected virtual double Apply(double x, ElementType element) => Apply(x);

    /// <summary>One element.</summary>
    protected abstract double Apply(double x);
}
