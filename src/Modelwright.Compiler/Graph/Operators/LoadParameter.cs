using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The weights of a parameter.</summary>
/// <param name="Path">Relative to the instance, such as <c>q.weight</c>.</param>
/// <param name="Type">Its type; extents are constant.</param>
public sealed record LoadParameter(string Path, TensorType Type) : Operator
{
    /// <inheritdoc/>
    public override string Name => "parameter";

    /// <inheritdoc/>
    public override string Attributes => Path;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        if (Type.Shape.Any(extent => !extent.IsConstant))
            throw Refusal($"'{Path}' has the shape {Type.Shape}, which is not constant");
        return [Type];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The weights have another shape.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var weights = context.Parameter(Path);
        if (!weights.Shape.SequenceEqual(context.Extents(Type.Shape)))
            throw new ArgumentException($"parameter '{Path}' has the shape [{string.Join(", ", weights.Shape)}], expected {Type.Shape}");
        return [weights];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Parameter(Path, Type)];

}
