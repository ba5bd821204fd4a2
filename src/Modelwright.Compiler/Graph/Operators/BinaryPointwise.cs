using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>A pointwise operator of two operands of one element type, which broadcast.</summary>
public abstract record BinaryPointwise : PointwiseOperator
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 2, 2);
        var (a, b) = (operands[0].Element, operands[1].Element);
        if (a != b)
            throw Refusal($"the operands are {a.Keyword()} and {b.Keyword()}");
        if (!Accepts(a))
            throw Refusal($"is not defined for {a.Keyword()}");
        return [new TensorType(ResultOf(a), Broadcast(operands))];
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (a, b) = (operands[0], operands[1]);
        var result = new DenseTensor(Broadcasting.Broadcast(a.Shape, b.Shape));
        var walk = new Odometer(result.Shape, a.StridesTo(result.Rank), b.StridesTo(result.Rank));
        for (var i = 0; walk.Next(); i++)
            result.Data[i] = Apply(a.Data[walk.Offsets[0]], b.Data[walk.Offsets[1]], a.Element);
        return [result];
    }

    /// <summary>Whether the operands may hold this type.</summary>
    protected abstract bool Accepts(ElementType element);

    /// <summary>The result's element type.</summary>
    protected virtual ElementType ResultOf(ElementType operand) => operand;

    /// <summary>One element, of operands of a type.</summary>
    protected virtual double Apply(double a, double b, ElementType element) => Apply(a, b);

    /// <summary>One element.</summary>
    protected abstract double Apply(double a, double b);
}
