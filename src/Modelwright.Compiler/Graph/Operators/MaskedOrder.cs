using Modelwright.Compiler.Emit.Onnx;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Numbers for ONNX's comparisons, in which whatever a mask excludes comes last.</summary>
internal static class MaskedOrder
{
    private const double LeastFinite = -3.4028234663852886e38;

    /// <summary>The type that numbers are compared in.</summary>
    public static ElementType Type(OnnxValue x) => x.Type.Element.IsFloat() ? ElementType.Float32 : ElementType.Int64;

    /// <summary>
    /// The numbers in a type that ONNX Runtime compares, NaN and negative infinity as the least finite number and what the
    /// mask excludes below it.
    /// </summary>
    public static string Lower(OnnxBuilder onnx, OnnxValue x, string? mask)
    {
        var element = x.Type.Element;
        var wide = Type(x);
        var value = element == wide ? x.Name : onnx.Cast(x.Name, wide);
        if (element.IsFloat())
        {
            var least = onnx.Scalar(wide, LeastFinite);
            value = onnx.Add("Where", [onnx.Add("Greater", [value, least]), value, least]);
        }

        return mask is null ? value : onnx.Add("Where", [mask, value, onnx.Scalar(wide, wide.Least())]);
    }
}
