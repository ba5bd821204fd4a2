using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The greatest whole number not above x, element by element; stays a floating-point value.</summary>
public sealed record Floor : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "floor";

    /// <inheritdoc/>
    public override string CSharp => "L.Floor({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Floor", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => Math.Floor(x);
}
