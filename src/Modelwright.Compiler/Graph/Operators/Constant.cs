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
        string.Join(", ", Data.Take(Shown).Select(Print)) + (Data.Count > Shown ? ", …" : "");

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

    /// <summary>An element as printed: to the precision of its type.</summary>
    public string Print(double element) => Type.Element switch
    {
        ElementType.Bool => element != 0 ? "true" : "false",
        var type when type.IsFloat() => ((float)element).ToString("R", CultureInfo.InvariantCulture),
        _ => element.ToString("R", CultureInfo.InvariantCulture),
    };
}
