using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The operand broadcast to a shape, aligned at the last axes.</summary>
/// <param name="Shape">The result's shape.</param>
public sealed record Expand(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override string Name => "expand";

    /// <inheritdoc/>
    public override string Attributes => GraphPrinter.Print(Shape);

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Shape = new Shape(Shape.Select(replacement)) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        if (!operands[0].Shape.BroadcastsTo(Shape))
            throw Refusal($"{operands[0].Shape} does not broadcast to {Shape}");
        return [new TensorType(operands[0].Element, Shape)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        [operands[0].Expand(context.Extents(Shape))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Expand(operands[0], Shape)];

}
