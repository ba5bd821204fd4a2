using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Whether a equals b, element by element; bool, of operands of any one type.</summary>
public sealed record Equal : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "equal";

    /// <inheritdoc/>
    public override string CSharp => "L.Equal({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Equal", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => true;

    /// <inheritdoc/>
    protected override ElementType ResultOf(ElementType operand) => ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a == b ? 1 : 0;
}
