namespace Modelwright.Fuzz.Models;

/// <summary>
/// Expressions inside index notation: one value per point of some axes. Numbers stay small, so that single precision is
/// enough, and only exact ones are compared.
/// </summary>
internal sealed partial class Points(Dice dice, IReadOnlyList<TypedValue> values, bool streams)
{
    private static readonly string[] Smooth = ["sin", "cos", "tanh", "sigmoid", "abs", "erf", "silu", "gelu_tanh", "relu", "-"];
    private readonly HashSet<string> _read = [];
    private int _reduced;

    /// <summary>A definition's left side and its value, <c>[b, t: T] =</c> and the expression; written extents where no use tells them.</summary>
    public string Definition(IReadOnlyList<Axis> axes, string sign, string expression) =>
        $"[{string.Join(", ", axes.Select(a => _read.Contains(a.Name) && !dice.OneIn(6) ? a.Name : $"{a.Name}: {a.Extent}"))}] {sign} {expression}";

    /// <summary>Axes for these dimensions.</summary>
    public static IReadOnlyList<Axis> Axes(IEnumerable<string> dimensions) =>
        [.. dimensions.Select((extent, i) => new Axis(extent is "B" or "T" && i < 2 ? extent.ToLowerInvariant() : $"i{i}", extent))];

    /// <summary>A float.</summary>
    public string Float(IReadOnlyList<Axis> axes, int depth) => depth <= 0
        ? Leaf(axes)
        : dice.Run(
            () => Leaf(axes),
            () => $"{dice.Of(Smooth)}({Float(axes, depth - 1)})",
            () => $"({Float(axes, depth - 1)} {dice.Of("+", "-", "*")} {Float(axes, depth - 1)})",
            () => $"{Float(axes, depth - 1)} / (1.5 + abs({Float(axes, depth - 1)}))",
            () => $"{dice.Of("max", "min")}({Float(axes, depth - 1)}, {Float(axes, depth - 1)})",
            () => $"where({Bool(axes, depth - 1)}, {Float(axes, depth - 1)}, {Float(axes, depth - 1)})",
            () => $"{dice.Of("log", "sqrt", "rsqrt")}(1.5 + abs({Float(axes, depth - 1)}))",
            () => $"float({Bool(axes, depth - 1)})",
            () => $"float({Int(axes, depth - 1)})",
            () => $"float({Narrow(axes, dice.Of(NarrowTypes), depth - 1)})",
            () => Taps(axes) ?? Leaf(axes),
            () => Reduction(axes, depth - 1),
            () => Reduction(axes, depth - 1));

    /// <summary>A bool of exact numbers.</summary>
    public string Bool(IReadOnlyList<Axis> axes, int depth)
    {
        var pairs = axes.SelectMany(a => axes.Where(b => b != a && b.Extent == a.Extent).Select(b => (a, b))).ToList();
        return dice.Next(depth <= 0 ? 4 : 8) switch
        {
            0 when pairs.Count > 0 && dice.Of(pairs) is var (a, b) => $"{a.Name} {dice.Of("<", "<=", "==", "!=")} {b.Name}",
            1 when Pick(axes, v => v is { Element: "float", IsExact: true }) is { } exact => $"{Read(exact, axes)} {dice.Of("<", ">")} 0.25",
            2 when Pick(axes, v => v.Element == "bool") is { } known => Read(known, axes),
            4 => Selection(axes),
            5 => Comparison(axes, depth - 1),
            6 => $"({Bool(axes, depth - 1)} {dice.Of("&&", "||")} {Bool(axes, depth - 1)})",
            7 => $"!({Bool(axes, depth - 1)})",
            _ when axes.Count > 0 && dice.OneIn(3) => $"{dice.Of(axes).Name} % 2 == {dice.Next(2)}",
            _ => $"{Int(axes, depth - 1)} {dice.Of("<", "<=", "==", "!=", ">")} {dice.Next(4)}",
        };
    }

    /// <summary>An int64 from 0 to 3.</summary>
    public string Int(IReadOnlyList<Axis> axes, int depth)
    {
        if (Pick(axes, v => v.Element == "int64") is not { } known)
            return $"int64({dice.Of(axes).Name} % 4)";
        return dice.Next(depth <= 0 ? 1 : 6) switch
        {
            1 => $"min({Int(axes, depth - 1)} + {dice.Next(3)}, 3)",
            2 => $"({Int(axes, depth - 1)} * {dice.Next(7)} + {dice.Next(5)}) % 4",
            3 => $"where({Bool(axes, depth - 1)}, {Int(axes, depth - 1)}, {Int(axes, depth - 1)})",
            4 => $"(int64({Narrow(axes, dice.Of(NarrowIntegers), depth - 1)}) % 4)",
            5 => Greatest(axes) ?? Read(known, axes),
            _ => Read(known, axes),
        };
    }

    /// <summary>A float, softmax or sum along an axis that is already there.</summary>
    public string Along(IReadOnlyList<Axis> axes, int depth)
    {
        var free = axes.Where(a => a.Extent != "T" || !streams).ToList();
        if (axes.Count > 0 && dice.OneIn(3))
            return $"0.25 * cumsum[{dice.Of(axes).Name}{Domain(axes)}]({Float(axes, depth)})";
        if (free.Count == 0)
            return Float(axes, depth);
        var axis = dice.Of(free);
        var chosen = dice.OneIn(4) ? TopK(axes, axis) : null;
        return $"softmax[{axis.Name}{(chosen is null ? Domain(axes) : " | " + chosen)}]({Float(axes, depth)})";
    }

    private string Domain(IReadOnlyList<Axis> axes) => dice.OneIn(2) ? $" | {Bool(axes, 1)}" : "";

    /// <summary>A sum or the like along a new axis; over time that streams it looks back only.</summary>
    private string Reduction(IReadOnlyList<Axis> axes, int depth)
    {
        if (FreshLine(axes, v => v.Element == "float") is not { } line)
            return Leaf(axes);
        var (axis, inner) = (line.Axis, line.Axes);
        var factor = dice.OneIn(2) ? $" * {Float(inner, depth - 1)}" : "";
        var others = axes.Where(a => a.Extent == axis.Extent).ToList();
        var chosen = dice.OneIn(4) ? TopK(inner, axis, line.Domain) : null;
        var (kind, domain) = (chosen, line.Domain) switch
        {
            (not null, not null) => ("sum", $"{line.Domain} && {chosen}"),
            (not null, null) => (dice.Of("sum", "mean", "max"), chosen),
            (null, not null) => (dice.Of("sum", "mean", "max", "min", "prod", "logsumexp"), line.Domain),
            _ when dice.OneIn(3) && !streams => ("sum", Bool(inner, 0)),
            _ when others.Count > 0 && dice.OneIn(3) && axis.Extent != "T" => (dice.Of("sum", "prod"), $"{axis.Name} != {others[0].Name}"),
            _ => (dice.Of("sum", "mean", "max", "min", "prod", "logsumexp"), null),
        };
        return $"tanh({kind}[{axis.Name}{(domain is null ? "" : " | " + domain)}]({line.Read}{factor}))";
    }

    /// <summary>A value along a new axis: all of it, or what a domain leaves of it.</summary>
    private sealed record Line(Axis Axis, IReadOnlyList<Axis> Axes, string Read, string? Domain);

    /// <summary>A value read along a new axis, which looks back only where it is time that streams; null where none fits.</summary>
    private Line? FreshLine(IReadOnlyList<Axis> axes, Func<TypedValue, bool> fits)
    {
        var source = Pick(axes, v => fits(v) && v.Dimensions.Count > 0, anyAxis: true);
        if (source is null || _reduced > 2)
            return null;
        var at = dice.Next(source.Dimensions.Count);
        var time = axes.FirstOrDefault(a => a.Extent == "T");
        var looksBack = source.Dimensions[at] == "T" && (streams || dice.OneIn(2));
        if (looksBack && time is null)
            return null;
        if (!source.Dimensions.Where((_, i) => i != at).All(d => IsNumber(d) || axes.Any(a => a.Extent == d)))
            return null;
        var axis = new Axis($"r{_reduced++}", source.Dimensions[at]);
        var read = $"{source.Name}[{string.Join(", ", source.Dimensions.Select((d, i) => i == at ? axis.Name : Index(d, axes)))}]";
        return new Line(axis, [.. axes, axis], read, looksBack ? $"{axis.Name} <= {time!.Name}" : null);
    }

    private string Leaf(IReadOnlyList<Axis> axes) =>
        Pick(axes, v => v.Element == "float") is { } value && !dice.OneIn(8) ? Read(value, axes)
        : axes.Count > 0 && dice.OneIn(3) ? $"(0.125 * {dice.Of(axes).Name})"
        : dice.Of("0.5", "-0.25", "1", "0.125");

    private TypedValue? Pick(IReadOnlyList<Axis> axes, Func<TypedValue, bool> fits, bool anyAxis = false)
    {
        var found = values.Where(v => fits(v) && (anyAxis || v.Dimensions.All(d => IsNumber(d) || axes.Any(a => a.Extent == d)))).ToList();
        // The newest values more often, so that models grow deep.
        return found.Count == 0 ? null : found[Math.Max(dice.Next(found.Count), dice.Next(found.Count))];
    }

    private string Read(TypedValue value, IReadOnlyList<Axis> axes) => value.Dimensions.Count == 0
        ? value.Name
        : $"{value.Name}[{string.Join(", ", value.Dimensions.Select(d => Index(d, axes)))}]";

    private string Index(string extent, IReadOnlyList<Axis> axes)
    {
        var fitting = axes.Where(a => a.Extent == extent).ToList();
        if (fitting.Count > 0 && dice.OneIn(10))
            return Shifted(dice.Of(fitting));
        if (fitting.Count > 0 && (!IsNumber(extent) || !dice.OneIn(6)))
        {
            var axis = dice.Of(fitting).Name;
            _read.Add(axis);
            return axis;
        }

        var size = int.Parse(extent);
        return dice.Next(4) switch
        {
            0 when axes.FirstOrDefault(a => a.Extent != "T") is { } other => $"{other.Name} % {size}",
            1 when fitting.Count > 0 => $"{size - 1} - {fitting[0].Name}",
            2 when size >= 4 && values.Any(v => v.Element == "int64") => dice.OneIn(3) ? $"{dice.Of(NarrowIntegers)}({Int(axes, 0)})" : Int(axes, 0),
            _ => dice.Next(size).ToString(),
        };
    }

    private static bool IsNumber(string extent) => char.IsAsciiDigit(extent[0]);
}
