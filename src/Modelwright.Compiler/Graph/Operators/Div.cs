using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a / b, element by element, of floating-point operands; integers are divided by <see cref="FloorDiv"/>.</summary>
public sealed record Div : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "div";

    /// <inheritdoc/>
    public override string CSharp => "{0} / {1}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Div", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a / b;
}
