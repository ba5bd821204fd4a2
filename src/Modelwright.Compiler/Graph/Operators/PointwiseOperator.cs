namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// An operator that computes each element of its result from the elements at the same index of its operands,
/// which broadcast (<see cref="Broadcasting"/>).
/// </summary>
public abstract record PointwiseOperator : Operator
{
    /// <summary>
    /// The C# expression for a vector of lanes: <c>{0}</c>, <c>{1}</c>… stand for the operands, <c>L</c> for its type (a
    /// runtime <c>ILanes</c>), <c>Lanes</c> for the runtime's functions of such vectors.
    /// </summary>
    public abstract string CSharp { get; }

    /// <summary>Whether it takes about as long as an addition; others are divisions, roots and series.</summary>
    internal bool IsSimple => this is Add or Sub or Mul or Neg or Abs or Min or Max or Less or LessOrEqual or Equal or And or Or or Not or Select or Cast;

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => Infer(operands)[0].Shape.Count;

    /// <summary>The shape to which the operands broadcast.</summary>
    protected Shape Broadcast(IReadOnlyList<TensorType> operands) =>
        Broadcasting.Broadcast(operands.Select(o => o.Shape).ToList()) ??
        throw Refusal($"{string.Join(" and ", operands.Select(o => GraphPrinter.Print(o.Shape)))} don't broadcast to one shape");
}
