using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The lesser of a and b, element by element; NaN if either is.</summary>
public sealed record Min : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "min";

    /// <inheritdoc/>
    public override string CSharp => "L.Min({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Min", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => Math.Min(a, b);
}
