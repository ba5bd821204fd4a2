using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>floor(a / b), element by element: rounded down for negative operands too, as in Python.</summary>
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

        // ONNX rounds an integer quotient towards zero; without the remainder there is nothing to round.
        var whole = onnx.Add("Sub", [operands[0].Name, onnx.Add("Mod", operands)]);
        return [onnx.Add("Div", [whole, operands[1].Name])];
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override double Apply(double a, double b)
    {
        // Through the remainder, which is exact: a quotient of large integers may round up to the next one.
        var quotient = Math.Truncate((a - (a % b)) / b);
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }
}
