using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The negative of x, element by element, of any number type.</summary>
public sealed record Neg : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "neg";

    /// <inheritdoc/>
    public override string CSharp => "-{0}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Neg", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double x) => -x;
}
