using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a to the power b, element by element; NaN for a negative base under a broken exponent.</summary>
public sealed record Pow : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "pow";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Pow({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Pow", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => PortableMath.Pow(a, b);
}
