using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The axes in another order.</summary>
/// <param name="Permutation">For each axis of the result, the operand's axis it was.</param>
public sealed record Transpose(EquatableList<int> Permutation) : Operator
{
    /// <inheritdoc/>
    public override string Name => "transpose";

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", Permutation.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        if (!Permutation.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, operands[0].Shape.Rank)))
            throw Refusal($"{Permutation} does not permute the axes of {operands[0].Shape}");
        return [new TensorType(operands[0].Element, new Shape(Permutation.Select(axis => operands[0].Shape[axis])))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var strides = operands[0].Strides();
        return [operands[0].Read(Pick(operands[0].Shape), Pick(strides))];

        int[] Pick(int[] values) => Permutation.Select(axis => values[axis]).ToArray();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Transpose(operands[0].Name, Permutation)];

}
