using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The logistic function 1 / (1 + exp(-x)), element by element.</summary>
public sealed record Sigmoid : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Sigmoid({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Sigmoid", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Sigmoid(x);
}
