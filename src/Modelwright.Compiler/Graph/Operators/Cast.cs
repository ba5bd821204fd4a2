using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// x as another element type, element by element. Floating-point values become integers by dropping the fraction;
/// anything but zero becomes true, true becomes 1.
/// </summary>
/// <param name="To">The result's element type.</param>
public sealed record Cast(ElementType To) : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "cast";

    /// <summary>Lanes are floats, bools among them 0 and 1; C# drops the fraction where an integer is stored.</summary>
    public override string CSharp => To == ElementType.Bool ? "Lanes.Not(L.Equal({0}, L.Create(0)))" : "{0}";

    /// <inheritdoc/>
    public override string Attributes => To.Keyword();

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => Dim.Zero;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Cast(operands[0].Name, To)];

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => true;

    /// <inheritdoc/>
    protected override ElementType ResultOf(ElementType operand) => To;

    /// <inheritdoc/>
    protected override double Apply(double x) =>
        To == ElementType.Bool ? (x != 0 ? 1 : 0) : To.IsInteger() ? Math.Truncate(x) : x;
}
