namespace Modelwright.Fuzz.Models;

/// <summary>Statements of one body, over the values it starts with.</summary>
internal sealed class Body(Dice dice, Names names, IEnumerable<TypedValue> values, bool streams)
{
    private readonly List<TypedValue> _values = [.. values];
    private readonly List<string> _lines = [];

    /// <summary>Everything that has a name.</summary>
    public IReadOnlyList<TypedValue> Values => _values;

    /// <summary>The statements so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The callables that statements may call.</summary>
    public IReadOnlyList<Callable> Callables { get; init; } = [];

    /// <summary>Whether there may be instances here.</summary>
    public bool HasInstances { get; init; } = true;

    /// <summary>Adds a statement as it is.</summary>
    public void Write(string line) => _lines.Add(line);

    /// <summary>Adds a random statement.</summary>
    public void Step()
    {
        var x = dice.Of(_values.Where(v => v.Element == "float").ToList());
        switch (dice.Next(HasInstances ? 19 : 10))
        {
            case 0 or 1 or 2:
                Define(x.Dimensions, points => axes => $"tanh({points.Float(axes, 3)})", "float");
                break;
            case 3:
                Define([.. x.Dimensions.Reverse()], points => axes => $"tanh({points.Float(axes, 2)})", "float");
                break;
            case 4:
                Define(x.Dimensions, points => axes => points.Along(axes, 2), "float");
                break;
            case 5:
                Define(x.Dimensions, points => axes => points.Bool(axes, 2), "bool", exact: true);
                break;
            case 6:
                Define(x.Dimensions, points => axes => points.Int(axes, 3), "int64", exact: true);
                break;
            case 7:
                Whole(x);
                break;
            case 8:
                Lists(x);
                break;
            case 9:
                var element = dice.Of(Points.NarrowTypes);
                Define(x.Dimensions, points => axes => points.Narrow(axes, element, 2), element, exact: true);
                break;
            case 10 or 11 when x.Dimensions is [.., not ("B" or "T") and var last]:
                var size = dice.Of("2", "3", "4", "5", last);
                Let($"tanh(Linear({x.Name}, {size}, bias: {dice.Of("true", "false")}) as {names.Next("lin")})", [.. x.Dimensions.SkipLast(1), size]);
                break;
            case 12:
                Loop(x);
                break;
            case 13:
                var parameter = new TypedValue(names.Next("w"), "float", [.. Enumerable.Range(0, 1 + dice.Next(2)).Select(_ => dice.Of("2", "3", "4", "6"))], IsExact: true);
                _lines.Add($"{dice.Of("param", "buffer")} {parameter.Name} : {parameter.Type} = {dice.Of("normal(0.5)", "uniform(1)", "ones", "0.25")}");
                _values.Add(parameter);
                break;
            case 14:
                Let($"{dice.Of("RmsNorm", "LayerNorm")}({x.Name}) as {names.Next("norm")}", x.Dimensions, where: x.Dimensions is [.., not ("B" or "T")]);
                break;
            default:
                Call();
                break;
        }
    }

    /// <summary>Defines a value by index notation.</summary>
    public TypedValue Define(
        IReadOnlyList<string> dimensions, Func<Points, Func<IReadOnlyList<Axis>, string>> write, string element, bool exact = false, string? name = null, string? keyword = "let ")
    {
        var points = new Points(dice, _values, streams);
        var axes = Points.Axes(dimensions);
        var expression = write(points)(axes);
        var value = new TypedValue(name ?? names.Next("v"), element, dimensions, exact);
        var text = axes.Count == 0 ? $"{value.Name} = {expression}"
            : dice.OneIn(3) && element != "int64" ? $"{value.Name} = {points.Definition(axes, "=>", expression)}"
            : value.Name + points.Definition(axes, "=", expression);
        _lines.Add(keyword + text);
        if (_values.All(v => v.Name != value.Name))
            _values.Add(value);
        return value;
    }

    private void Let(string expression, IReadOnlyList<string> dimensions, bool where = true)
    {
        if (!where)
            return;
        var value = new TypedValue(names.Next("v"), "float", dimensions);
        _lines.Add($"let {value.Name} = {expression}");
        _values.Add(value);
    }

    /// <summary>Arithmetic on whole tensors.</summary>
    private void Whole(TypedValue x)
    {
        var y = dice.Of(_values.Where(v => v.Element == "float" && v.Has(x.Dimensions)).ToList());
        var suffix = dice.Of(_values.Where(v => v.Element == "float" && v.Dimensions.Count <= x.Dimensions.Count && v.Has([.. x.Dimensions.TakeLast(v.Dimensions.Count)])).ToList());
        Let(
            dice.Of(
                $"tanh({x.Name} {dice.Of("+", "-", "*")} {y.Name})",
                $"tanh({suffix.Name} * {x.Name} + 0.5)",
                $"{x.Name} |> sin()",
                $"max({x.Name}, 0.5 * {y.Name})",
                $"2 > 1 ? {x.Name} : {y.Name}",
                $"{x.Name} / (2 + {y.Name} ^ 2)",
                $"silu({x.Name}) - gelu({y.Name})"),
            x.Dimensions);
    }

    private void Lists(TypedValue x)
    {
        var alike = _values.Where(v => v.Element == "float" && v.Has(x.Dimensions)).ToList();
        var list = names.Next("l");
        _lines.Add($"var {list} = [{x.Name}, {dice.Of(alike).Name}]");
        _lines.Add($"for part in [{dice.Of(alike).Name}] {{ {list} += [0.5 * part] }}");
        var at = dice.Next(x.Dimensions.Count + 1);
        if (at < x.Dimensions.Count && int.TryParse(x.Dimensions[at], out var extent) && dice.OneIn(2))
            Let($"concat({list}, axis: {at})", [.. x.Dimensions.Take(at), (3 * extent).ToString(), .. x.Dimensions.Skip(at + 1)]);
        else if (x.Dimensions.Count < 4)
            Let($"stack({list}, axis: {at})", [.. x.Dimensions.Take(at), "3", .. x.Dimensions.Skip(at)]);
        else
            Let($"{list}[{dice.Of("-1", "0", "1", "2")}]", x.Dimensions);
    }

    private void Loop(TypedValue x)
    {
        var (name, counter) = (names.Next("z"), names.Next("n"));
        _lines.Add($"var {name} = {x.Name}");
        var value = new TypedValue(name, "float", x.Dimensions);
        var inner = new Body(dice, names, [.. _values, value], streams) { Callables = Callables, HasInstances = HasInstances };
        var hasPath = dice.OneIn(2);
        if (hasPath || !HasInstances)
        {
            for (var i = dice.Next(3); i > 0; i--)
                inner.Step();
        }

        inner.Define(x.Dimensions, points => axes => $"0.5 * tanh({points.Float(axes, 2)}) + 0.25 * {name}{(axes.Count == 0 ? "" : $"[{string.Join(", ", axes.Select(a => a.Name))}]")}", "float", name: name, keyword: "");
        if (dice.OneIn(3))
            inner.Write($"if {counter} == 1 {{ {name} = sin({name}) }} else {{ {name} *= 0.5 }}");
        _lines.Add($"for {counter} in 0..{1 + dice.Next(3)}{(hasPath ? $" as {names.Next("loop")}" : "")} {{");
        _lines.AddRange(inner.Lines.Select(line => "    " + line));
        _lines.Add("}");
        _values.Add(value);
    }

    private void Call()
    {
        if (Callables.Count == 0)
            return;
        var callable = dice.Of(Callables);
        if (callable.Match(_values, dice) is not { } match)
            return;
        if (callable.Resets && dice.OneIn(2))
        {
            var reset = Define(["B", "T"], points => axes => points.Bool(axes, 1), "bool", exact: true);
            match.Arguments.Add($"reset: {reset.Name}");
        }

        var instance = callable.HasPath ? names.Next("inst") : null;
        var results = callable.Results.Select(r => new TypedValue(names.Next("v"), "float", [.. r.Select(d => match.Bound.GetValueOrDefault(d, d))])).ToList();
        var left = results.Count == 1 ? results[0].Name : $"({string.Join(", ", results.Select(r => r.Name))})";
        _lines.Add($"let {left} = {callable.Name}({string.Join(", ", match.Arguments)}){(instance is null ? "" : " as " + instance)}");
        _values.AddRange(results);
        foreach (var (state, dimensions) in callable.States)
        {
            var value = new TypedValue(names.Next("v"), "float", [.. dimensions.Select(d => match.Bound.GetValueOrDefault(d, d))]);
            _lines.Add($"let {value.Name} = {instance}.{state}");
            if (!streams)
                _values.Add(value);
        }
    }
}
