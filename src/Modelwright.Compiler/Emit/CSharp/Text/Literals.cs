using System.Globalization;
using System.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>Element types and values as C# writes them.</summary>
internal static class Literals
{
    /// <summary>The C# type in which generated code holds an element type; bfloat16 by its bits.</summary>
    public static string CSharp(this ElementType type) => type switch
    {
        ElementType.Int64 => "long",
        ElementType.Int32 => "int",
        ElementType.Int8 => "sbyte",
        ElementType.UInt8 => "byte",
        ElementType.Bool => "bool",
        ElementType.Float16 => "global::System.Half",
        ElementType.BFloat16 => "ushort",
        _ => "float",
    };

    /// <summary>A number of an element type.</summary>
    public static string Number(double value, ElementType type) => type switch
    {
        ElementType.Bool => value != 0 ? "true" : "false",
        ElementType.Int64 => Integer(value) + "L",
        ElementType.Float16 => $"(global::System.Half){Float((float)value)}",
        ElementType.BFloat16 => $"Scalar.ToBFloat16({Float((float)value)})",
        _ when type.IsInteger() => Integer(value),
        _ => Float((float)value),
    };

    /// <summary>A quoted string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\u0085' or '\u2028' or '\u2029' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A constant of the model: long, double, bool or string.</summary>
    public static string Constant(object value) => value switch
    {
        bool b => b ? "true" : "false",
        string s => Quote(s),
        long i => i.ToString(CultureInfo.InvariantCulture),
        double d => Double(d),
        _ => throw new GraphException($"a constant is a {value.GetType().Name}"),
    };

    private static string Integer(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);

    private static string Float(float value) => value switch
    {
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ when float.IsNaN(value) => "float.NaN",
        _ => Shortest(value) + "f",
    };

    /// <summary>The fewest digits that give the same float: .NET Framework's "R" is not always that.</summary>
    private static string Shortest(float value)
    {
        for (var digits = 6; digits < 9; digits++)
        {
            var text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (float.Parse(text, CultureInfo.InvariantCulture).Equals(value))
                return text;
        }

        return value.ToString("G9", CultureInfo.InvariantCulture);
    }

    private static string Double(double value) => value switch
    {
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        _ when double.IsNaN(value) => "double.NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text,
    };
}
