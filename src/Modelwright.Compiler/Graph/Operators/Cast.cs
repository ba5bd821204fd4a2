using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// x as another element type, element by element. A float becomes an integer by dropping its fraction; beyond the integer's
/// range it becomes the nearest end of it, NaN becomes 0. An integer wraps into a narrower type, a number is rounded to the
/// nearest of a float type, ties to even; anything but zero becomes true, true becomes 1.
/// </summary>
/// <param name="To">The result's element type.</param>
public sealed record Cast(ElementType To) : UnaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "cast";

    /// <summary>Lanes are floats, bools among them 0 and 1; casts to other types are made one by one.</summary>
    public override string CSharp => To == ElementType.Bool ? "Lanes.Not(L.Equal({0}, L.Create(0)))" : "{0}";

    /// <inheritdoc/>
    public override string Attributes => To.Keyword();

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => Dim.Zero;

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var (x, from) = (operands[0].Name, operands[0].Type.Element);
        return [To.IsInteger() && from.IsFloat() ? Saturated(onnx, x) : onnx.Cast(x, To)];
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => true;

    /// <inheritdoc/>
    protected override ElementType ResultOf(ElementType operand) => To;

    /// <inheritdoc/>
    protected override double Apply(double x, ElementType element) => Representation.Convert(x, element, To);

    /// <inheritdoc/>
    protected override double Apply(double x) => Representation.Convert(x, ElementType.Float32, To);

    /// <summary>ONNX leaves open what NaN and a float beyond an integer's range become.</summary>
    private string Saturated(OnnxBuilder onnx, string x)
    {
        var (least, greatest) = To.Range();
        var wide = To == ElementType.Int64 ? To : ElementType.Int32;
        var end = Float(greatest + 1);
        var inside = onnx.Add("Where", [onnx.Add("Less", [x, end]), onnx.Add("Max", [x, Float(least)]), Float(0)]);
        var result = onnx.Add("Where", [onnx.Add("GreaterOrEqual", [x, end]), onnx.Scalar(wide, greatest), onnx.Cast(inside, wide)]);
        return wide == To ? result : onnx.Cast(result, To);

        string Float(double value) => onnx.Scalar(ElementType.Float32, value);
    }
}
