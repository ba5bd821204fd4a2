namespace Modelwright.Fuzz.Models;

/// <summary>
/// Expressions inside index notation: one value per point of some axes. Numbers stay small, so that single precision is
/// enough, and only exact ones are compared.
/// </summary>
internal sealed class Points(Dice dice, IReadOnlyList<TypedValue> values, bool streams)
{
    private static readonly string[] Smooth = ["sin", "cos", "tanh", "sigmoid", "abs", "erf", "silu", "gelu_tanh", "relu", "-"];
    private readonly HashSet<string> _read = [];
    private int _reduced;

    // What is looked up in a history by the present step has no step form.
    private bool _looksBack;

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
            () => Chosen(axes, depth - 1, Float),
            () => $"{dice.Of("log", "sqrt", "rsqrt")}(1.5 + abs({Float(axes, depth - 1)}))",
            () => $"float({Bool(axes, depth - 1)})",
            () => $"float({Int(axes, depth - 1)})",
            () => Reduction(axes, depth - 1),
            () => Reduction(axes, depth - 1));

    /// <summary>A bool of exact numbers.</summary>
    public string Bool(IReadOnlyList<Axis> axes, int depth)
    {
        var pairs = axes.SelectMany(a => axes.Where(b => b != a && b.Extent == a.Extent).Select(b => (a, b))).ToList();
        return dice.Next(depth <= 0 ? 4 : 6) switch
        {
            0 when pairs.Count > 0 && dice.Of(pairs) is var (a, b) => $"{a.Name} {dice.Of("<", "<=", "==", "!=")} {b.Name}",
            1 when Pick(axes, v => v is { Element: "float", IsExact: true }) is { } exact => $"{Read(exact, axes)} {dice.Of("<", ">")} 0.25",
            2 when Pick(axes, v => v.Element == "bool") is { } known => Read(known, axes),
            4 => $"({Bool(axes, depth - 1)} {dice.Of("&&", "||")} {Bool(axes, depth - 1)})",
            5 => $"!({Bool(axes, depth - 1)})",
            _ when axes.Count > 0 && dice.OneIn(3) => $"{dice.Of(axes).Name} % 2 == {dice.Next(2)}",
            _ => $"{Int(axes, depth - 1)} {dice.Of("<", "<=", "==", "!=", ">")} {dice.Next(4)}",
        };
    }

    /// <summary>An int64 from 0 to 3.</summary>
    public string Int(IReadOnlyList<Axis> axes, int depth)
    {
        if (Pick(axes, v => v.Element == "int64") is not { } known)
            return $"int64({dice.Of(axes).Name} % 4)";
        return dice.Next(depth <= 0 ? 1 : 4) switch
        {
            1 => $"min({Int(axes, depth - 1)} + {dice.Next(3)}, 3)",
            2 => $"({Int(axes, depth - 1)} * {dice.Next(7)} + {dice.Next(5)}) % 4",
            3 => Chosen(axes, depth - 1, Int),
            _ => Read(known, axes),
        };
    }

    /// <summary>One of two; what may not be chosen tells no extent.</summary>
    private string Chosen(IReadOnlyList<Axis> axes, int depth, Func<IReadOnlyList<Axis>, int, string> arm)
    {
        var before = _read.ToList();
        var text = $"where({Bool(axes, depth)}, {arm(axes, depth)}, {arm(axes, depth)})";
        _read.IntersectWith(before);
        return text;
    }

    /// <summary>A float, softmax or sum along an axis that is already there.</summary>
    public string Along(IReadOnlyList<Axis> axes, int depth)
    {
        var free = axes.Where(a => a.Extent != "T" || !streams).ToList();
        if (axes.FirstOrDefault(a => a.Extent == "T") is { } time && dice.OneIn(3))
            return $"0.25 * cumsum[{time.Name}]({Float(axes, depth)})";
        if (free.Count == 0)
            return Float(axes, depth);
        var axis = dice.Of(free).Name;
        var domain = dice.OneIn(2) ? $" | {Bool(axes, 1)}" : "";
        return $"softmax[{axis}{domain}]({Float(axes, depth)})";
    }

    /// <summary>A sum or the like along a new axis; over time that streams it looks back only.</summary>
    private string Reduction(IReadOnlyList<Axis> axes, int depth)
    {
        var time = axes.FirstOrDefault(a => a.Extent == "T");
        var source = Pick([.. axes], v => v.Element == "float" && v.Dimensions.Count > 0, anyAxis: true);
        if (source is null || _reduced > 2)
            return Leaf(axes);
        var at = dice.Next(source.Dimensions.Count);
        var axis = new Axis($"r{_reduced++}", source.Dimensions[at]);
        var looksBack = axis.Extent == "T" && (streams || dice.OneIn(2));
        if (looksBack && time is null)
            return Leaf(axes);
        if (!source.Dimensions.Where((_, i) => i != at).All(d => IsNumber(d) || axes.Any(a => a.Extent == d)))
            return Leaf(axes);
        var outer = _looksBack;
        _looksBack |= looksBack;
        IReadOnlyList<Axis> inner = [.. axes, axis];
        var plain = $"{source.Name}[{string.Join(", ", source.Dimensions.Select((d, i) => i == at ? axis.Name : Index(d, axes)))}]";
        var factor = dice.OneIn(2) ? $" * {Float(inner, depth - 1)}" : "";
        _looksBack = outer;
        var others = axes.Where(a => a.Extent == axis.Extent).ToList();
        var (kind, domain) = looksBack ? (dice.Of("sum", "mean", "max"), $" | {axis.Name} <= {time!.Name}")
            : dice.OneIn(3) && !streams ? ("sum", $" | {Bool(inner, 0)}")
            : others.Count > 0 && dice.OneIn(3) && axis.Extent != "T" ? ("sum", $" | {axis.Name} != {others[0].Name}")
            : (dice.Of("sum", "mean", "max", "min", "logsumexp"), "");
        return $"tanh({kind}[{axis.Name}{domain}]({plain}{factor}))";
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
            2 when size >= 4 && !(streams && _looksBack) && values.Any(v => v.Element == "int64") => Int(axes, 0),
            _ => dice.Next(size).ToString(),
        };
    }

    private static bool IsNumber(string extent) => char.IsAsciiDigit(extent[0]);
}
