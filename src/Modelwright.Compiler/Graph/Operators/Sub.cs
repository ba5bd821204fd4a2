using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a - b, element by element.</summary>
public sealed record Sub : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "sub";

    /// <inheritdoc/>
    public override string CSharp => "{0} - {1}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Sub", operands)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b) => a - b;
}
