using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a times b, element by element.</summary>
public sealed record Mul : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "mul";

    /// <inheritdoc/>
    public override string CSharp => "{0} * {1}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Mul", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <summary>A product of integers may have more digits than a double; those that the type keeps are exact.</summary>
    protected override double Apply(double a, double b, ElementType element) =>
        element.IsInteger() ? element.Wrap(unchecked((long)a * (long)b)) : a * b;

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a * b;
}
