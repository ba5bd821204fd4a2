using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Whether a is less than b, element by element; bool, false where either is NaN.</summary>
public sealed record Less : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "less";

    /// <inheritdoc/>
    public override string CSharp => "L.Less({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Less", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override ElementType ResultOf(ElementType operand) => ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a < b ? 1 : 0;
}
