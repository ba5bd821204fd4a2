using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a - b * floor(a / b), element by element: the remainder has the sign of b, as in Python. Integers divided by 0 leave 0.</summary>
public sealed record Mod : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "mod";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.Mod({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        // ONNX's own Mod has the divisor's sign, but for integers only.
        if (operands[0].Type.Element.IsInteger())
            return [IntegerDivision.Guard(onnx, operands, onnx.Scalar(operands[0].Type.Element, 0), divisor => onnx.Add("Mod", [operands[0].Name, divisor]))];
        var floor = onnx.Add("Floor", [onnx.Add("Div", operands)]);
        return [onnx.Add("Sub", [operands[0].Name, onnx.Add("Mul", [operands[1].Name, floor])])];
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b, ElementType element) => b == 0 && element.IsInteger() ? 0 : Apply(a, b);

    /// <inheritdoc/>
    protected override double Apply(double a, double b)
    {
        var remainder = a % b;
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }
}
