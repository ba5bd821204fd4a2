using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The square root of x, element by element; NaN below zero.</summary>
public sealed record Sqrt : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "sqrt";

    /// <inheritdoc/>
    public override string CSharp => "L.Sqrt({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Sqrt", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => Math.Sqrt(x);
}
