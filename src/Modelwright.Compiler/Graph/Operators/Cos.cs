using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The cosine of x in radians, element by element.</summary>
public sealed record Cos : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "cos";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Cos({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Cos", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Cos(x);
}
