using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// The integers 0, 1, … below the length: → int64[Length]. In a session an iota along the streamed axis counts from the
/// position, one along its history from 0.
/// </summary>
/// <param name="Length">How many.</param>
public sealed record Iota(Dim Length) : Operator
{
    /// <inheritdoc/>
    public override string Name => "iota";

    /// <inheritdoc/>
    public override string Attributes => GraphPrinter.Print(Length);

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Length = replacement(Length) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        return [new TensorType(ElementType.Int64, Length)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var result = new DenseTensor(context.Extent(Length));
        for (var i = 0; i < result.Data.Length; i++)
            result.Data[i] = i;
        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Iota(Length)];
}
