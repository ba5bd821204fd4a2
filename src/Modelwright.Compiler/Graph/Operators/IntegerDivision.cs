using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Integer division in ONNX, which ends a process on a division by 0 and of the least integer by -1.</summary>
internal static class IntegerDivision
{
    /// <summary>Divides by anything but 0, which gives 0, and -1, which gives <paramref name="byMinusOne"/>.</summary>
    public static string Guard(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands, string byMinusOne, Func<string, string> divide)
    {
        var (divisor, element) = (operands[1].Name, operands[1].Type.Element);
        if (onnx.IsPositive(divisor))
            return divide(divisor);
        var (zero, one) = (onnx.Scalar(element, 0), onnx.Scalar(element, 1));
        var isZero = onnx.Add("Equal", [divisor, zero]);
        var isMinusOne = onnx.Add("Equal", [divisor, onnx.Scalar(element, -1)]);
        var safe = onnx.Add("Where", [onnx.Add("Or", [isZero, isMinusOne]), one, divisor]);
        return onnx.Add("Where", [isZero, zero, onnx.Add("Where", [isMinusOne, byMinusOne, divide(safe)])]);
    }
}
