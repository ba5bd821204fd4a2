using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The negation of a bool, element by element.</summary>
public sealed record Not : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "not";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Not({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Not", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element == ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double x) => 1 - x;
}
