using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>A tensor known at build time.</summary>
/// <param name="Type">Its type; extents are constant.</param>
/// <param name="Data">The elements in row-major order; bools are 0 and 1.</param>
public sealed record Constant(TensorType Type, EquatableList<double> Data) : Operator
{
    private const int Shown = 8;

    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override string Attributes =>
        string.Join(", ", Data.Take(Shown).Select(x => x.ToString("R", CultureInfo.InvariantCulture))) +
        (Data.Count > Shown ? ", …" : "");

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        if (Type.Shape.Count.Value != Data.Count)
            throw Refusal($"{Data.Count} elements don't fill {Type.Shape}");
        return [Type];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        [new DenseTensor(context.Extents(Type.Shape), Data.ToArray())];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Constant(Type, Data)];

}
