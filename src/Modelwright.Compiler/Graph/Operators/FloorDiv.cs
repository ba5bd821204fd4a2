using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>floor(a / b), element by element: rounded down for negative operands too, as in Python. Integers divided by 0 give 0.</summary>
public sealed record FloorDiv : BinaryPointwise
{
    /// <inheritdoc/>
    public override string Name => "floordiv";

    /// <inheritdoc/>
    public override string CSharp => "Lanes.FloorDiv({0}, {1})";

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        if (operands[0].Type.Element.IsFloat())
            return [onnx.Add("Floor", [onnx.Add("Div", operands)])];

        var (a, element) = (operands[0].Name, operands[0].Type.Element);
        return [IntegerDivision.Guard(onnx, operands, onnx.Add("Neg", [a]), Floored)];

        // ONNX rounds an integer quotient towards zero.
        string Floored(string b)
        {
            // Indices are far from the ends of int64: without the remainder there is nothing to round.
            if (element == ElementType.Int64 && onnx.IsPositive(b))
                return onnx.Add("Div", [onnx.Add("Sub", [a, onnx.Add("Mod", [a, b])]), b]);
            var quotient = onnx.Add("Div", [a, b]);
            var isExact = onnx.Add("Equal", [onnx.Add("Mul", [quotient, b]), a]);
            var isNegative = onnx.Add("Xor", [onnx.Add("Less", [a, onnx.Scalar(element, 0)]), onnx.Add("Less", [b, onnx.Scalar(element, 0)])]);
            return onnx.Add("Sub", [quotient, onnx.Cast(onnx.Add("And", [onnx.Add("Not", [isExact]), isNegative]), element)]);
        }
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b, ElementType element) => b == 0 && element.IsInteger() ? 0 : Apply(a, b);

    /// <inheritdoc/>
    protected override double Apply(double a, double b)
    {
        // Through the remainder, which is exact: a quotient of large integers may round up to the next one.
        var quotient = Math.Truncate((a - (a % b)) / b);
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }
}
