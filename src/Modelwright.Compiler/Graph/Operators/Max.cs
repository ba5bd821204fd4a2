using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The greater of a and b, element by element; NaN if either is.</summary>
public sealed record Max : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "max";

    /// <inheritdoc/>
    public override string CSharp => "L.Max({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Max", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => Math.Max(a, b);
}
