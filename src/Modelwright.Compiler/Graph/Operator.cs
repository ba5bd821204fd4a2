using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph;

/// <summary>
/// An operator with its attributes; a value, so that equal operators on equal operands are common subexpressions.
/// One operator is one file: signature, shape rule, reference evaluation, cost and lowerings stand together.
/// </summary>
public abstract record Operator
{
    /// <summary>The name as printed, lower case: <c>softmax</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The shape rule: the results' types from the operands'.</summary>
    /// <exception cref="GraphException">The operands don't fit.</exception>
    public abstract IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands);

    /// <summary>The result in double precision, written to be obviously right rather than fast.</summary>
    public abstract IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands);

    /// <summary>Floating-point operations, a multiply-add counted as two; 0 for what only moves data.</summary>
    public virtual Dim Flops(IReadOnlyList<TensorType> operands) => Dim.Zero;

    /// <summary>The same operator with each of its attributes' extents replaced.</summary>
    public virtual Operator WithExtents(Func<Dim, Dim> replacement) => this;

    /// <summary>The attributes as the printer shows them, or an empty string.</summary>
    public virtual string Attributes => "";

    /// <summary>Adds the operator to an ONNX graph and names the results' values there.</summary>
    public abstract IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands);

    /// <summary>What a shape rule throws when the operands don't fit.</summary>
    protected GraphException Refusal(string reason) => new($"{Name}: {reason}");

    /// <summary>Refuses another number of operands.</summary>
    protected void ExpectOperands(IReadOnlyList<TensorType> operands, int least, int most)
    {
        var allowed = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        if (operands.Count < least || operands.Count > most)
            throw Refusal($"takes {allowed} operand{(least == 1 && most == 1 ? "" : "s")}, not {operands.Count}");
    }

    /// <summary>Refuses an axis that a shape doesn't have.</summary>
    protected void ExpectAxis(int axis, Shape shape)
    {
        if (axis < 0 || axis >= shape.Rank)
            throw Refusal($"{shape} has no axis {axis}");
    }
}
