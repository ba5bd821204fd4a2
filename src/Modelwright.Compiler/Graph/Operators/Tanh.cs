using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The hyperbolic tangent of x, element by element.</summary>
public sealed record Tanh : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Tanh({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Tanh", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Tanh(x);
}
