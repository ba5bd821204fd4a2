using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The same elements in row-major order under another shape of equal size.</summary>
/// <param name="Shape">The result's shape.</param>
public sealed record Reshape(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override string Name => "reshape";

    /// <inheritdoc/>
    public override string Attributes => GraphPrinter.Print(Shape);

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Shape = new Shape(Shape.Select(replacement)) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        if (!Shape.Count.Equals(operands[0].Shape.Count))
            throw Refusal($"{operands[0].Shape} and {Shape} don't have equally many elements");
        return [new TensorType(operands[0].Element, Shape)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        [new DenseTensor(context.Extents(Shape), operands[0].Data)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Reshape(operands[0], Shape)];

}
