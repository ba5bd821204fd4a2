using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The natural logarithm of x, element by element; minus infinity at zero, NaN below.</summary>
public sealed record Log : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "log";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Log({0})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Log", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsFloat();

    /// <inheritdoc/>
    protected override double Apply(double x) => PortableMath.Log(x);
}
