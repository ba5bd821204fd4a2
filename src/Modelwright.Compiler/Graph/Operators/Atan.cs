using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The angle between -π/2 and π/2 whose tangent is x, element by element.</summary>
public sealed record Atan : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "atan";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Atan({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Atan", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Atan(x);
}
