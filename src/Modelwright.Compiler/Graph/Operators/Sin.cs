using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The sine of x in radians, element by element.</summary>
public sealed record Sin : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "sin";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Sin({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Sin", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Sin(x);
}
