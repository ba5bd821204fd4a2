using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>One over the square root of x, element by element; infinite at zero, NaN below.</summary>
public sealed record Rsqrt : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "rsqrt";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Rsqrt({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Reciprocal", [onnx.Add("Sqrt", operands)])];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => 1 / Math.Sqrt(x);
}
