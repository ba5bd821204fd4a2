namespace Modelwright.Fuzz.Models;

/// <content>
/// Numbers of the element types besides float and int64. Only operators with one right result are written, so that all back
/// ends have the very same numbers: a rounding that depended on the last bit of a float would be another number.
/// </content>
internal sealed partial class Points
{
    /// <summary>Integers that wrap.</summary>
    public static readonly string[] NarrowIntegers = ["int8", "uint8", "int32"];

    /// <summary>All of them.</summary>
    public static readonly string[] NarrowTypes = [.. NarrowIntegers, "float16", "bfloat16"];

    /// <summary>A number of such a type; a float between -2 and 2, any integer.</summary>
    public string Narrow(IReadOnlyList<Axis> axes, string element, int depth)
    {
        if (depth <= 0)
            return NarrowLeaf(axes, element);
        var isInteger = NarrowIntegers.Contains(element);
        return dice.Next(7) switch
        {
            0 => $"{dice.Of("max", "min")}({Operand()}, {Operand()})",
            1 => $"where({Bool(axes, depth - 1)}, {Operand()}, {Operand()})",
            2 when isInteger => $"({Operand()} {dice.Of("/", "%")} {Operand()})",
            3 when isInteger && FreshLine(axes, v => v.Element == element) is { } line =>
                $"{dice.Of("sum", "prod", "max", "min")}[{line.Axis.Name}{(line.Domain is null ? "" : " | " + line.Domain)}]({line.Read})",
            4 when isInteger && axes.Count > 0 => $"cumsum[{dice.Of(axes).Name}]({Operand()})",
            _ when isInteger => $"({Operand()} {dice.Of("+", "-", "*")} {Operand()})",
            _ => $"clamp({Operand()} {dice.Of("+", "-", "*")} {Operand()}, -2, 2)",
        };

        string Operand() => Narrow(axes, element, depth - 1);
    }

    private string NarrowLeaf(IReadOnlyList<Axis> axes, string element)
    {
        if (!dice.OneIn(4) && Pick(axes, v => v.Element == element) is { } known)
            return Read(known, axes);
        if (dice.OneIn(2) && Pick(axes, v => v.IsExact && v.Element is "float" or "float16" or "bfloat16") is { } number)
            return NarrowIntegers.Contains(element) ? $"{element}({Read(number, axes)} * {dice.Of("3", "100")})" : $"{element}({Read(number, axes)})";
        return $"{element}({Int(axes, 0)})";
    }

    /// <summary>Two numbers of such a type compared.</summary>
    private string Comparison(IReadOnlyList<Axis> axes, int depth)
    {
        var element = dice.Of(NarrowTypes);
        return $"{Narrow(axes, element, depth)} {dice.Of("<", "<=", "==", "!=", ">")} {Narrow(axes, element, depth)}";
    }
}
