using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>A tensor of known size with its type.</summary>
public sealed record Sample(TensorType Type, double[] Data)
{
    public DenseTensor Tensor => new(Type.Shape.Select(extent => (int)extent.Value!.Value).ToArray(), Data);

    /// <summary>A sample such as <c>Of("float[2, 3]", 1, 2, 3, 4, 5, 6)</c>.</summary>
    public static Sample Of(string type, params double[] data) => new(TypeOf(type), data);

    /// <summary>Floats along one axis.</summary>
    public static Sample Floats(params double[] data) => new(new TensorType(ElementType.Float32, data.Length), data);

    /// <summary>Integers along one axis.</summary>
    public static Sample Ints(params double[] data) => new(new TensorType(ElementType.Int64, data.Length), data);

    /// <summary>Bools along one axis.</summary>
    public static Sample Bools(params double[] data) => new(new TensorType(ElementType.Bool, data.Length), data);

    /// <summary>A type as the language writes it, its extents sums of products; an apostrophe marks history.</summary>
    public static TensorType TypeOf(string text)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var extents = text[(bracket + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new TensorType(ElementTypeNames.Parse(text[..bracket])!.Value, new Shape(extents.Select(Extent)));
    }

    private static Dim Extent(string text) =>
        text.Replace("- ", "+ -1 * ", StringComparison.Ordinal).Split('+', StringSplitOptions.TrimEntries).Select(Product).Aggregate((a, b) => a + b);

    private static Dim Product(string text) => text.Split('*', StringSplitOptions.TrimEntries).Select(Factor).Aggregate((a, b) => a * b);

    private static Dim Factor(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : text.EndsWith('\'') ? Dim.Symbol(text[..^1]).Past
        : Dim.Symbol(text);
}
