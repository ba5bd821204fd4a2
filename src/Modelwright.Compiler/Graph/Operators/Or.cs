using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Whether at least one of two bools holds, element by element.</summary>
public sealed record Or : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "or";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Or({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Or", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element == ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => Math.Max(a, b);
}
