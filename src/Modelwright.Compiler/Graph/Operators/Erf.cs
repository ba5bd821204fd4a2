using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The error function of x, element by element.</summary>
public sealed record Erf : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "erf";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Erf({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Erf", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => ErrorFunction.Erf(x);
}
