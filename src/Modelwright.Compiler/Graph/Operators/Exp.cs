using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>e to the power x, element by element.</summary>
public sealed record Exp : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "exp";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Exp({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Exp", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Exp(x);
}
