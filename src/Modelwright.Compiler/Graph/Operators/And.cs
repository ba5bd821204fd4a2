using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Whether both of two bools hold, element by element.</summary>
public sealed record And : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "and";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.And({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("And", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element == ElementType.Bool;

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a * b;
}
