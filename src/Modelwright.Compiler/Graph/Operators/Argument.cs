using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>An argument of the function; whoever runs the function binds it.</summary>
/// <param name="Type">The type the caller must pass.</param>
/// <param name="Label">Its name, unique in the function.</param>
public sealed record Argument(TensorType Type, string Label) : Operator
{
    /// <inheritdoc/>
    public override string Name => "argument";

    /// <inheritdoc/>
    public override string Attributes => Label;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        return [Type];
    }

    /// <summary>Has nothing to compute.</summary>
    /// <exception cref="GraphException">Always.</exception>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        throw Refusal($"'{Label}' is not bound");

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        throw Refusal($"'{Label}' is not bound");

}
