using System.Text;

namespace Modelwright.Fuzz.Models;

/// <summary>
/// Random texts that are right: the generator follows every value's type and writes only what the language allows, so each
/// compiles, runs on every back end and, with a time axis, streams.
/// </summary>
public sealed class ModelText
{
    private readonly Dice _dice;
    private readonly Names _names = new();
    private readonly StringBuilder _text = new();
    private readonly List<Callable> _callables = [];
    private readonly bool _streams;

    private ModelText(int seed)
    {
        _dice = new Dice(seed);
        _streams = _dice.OneIn(2);
    }

    /// <summary>The text of a seed.</summary>
    public static string Of(int seed) => new ModelText(seed).Write();

    private string Write()
    {
        for (var i = _dice.Next(4); i > 0; i--)
            _dice.Run<Action>(() => Op, () => Block, () => Recurrence, () => Recurrence, () => Higher)();
        _text.AppendLine($"model Random(size: int = {_dice.Of("3", "4")}) {{");
        List<TypedValue> inputs =
        [
            new("x", "float", ["B", "T", "4"], IsExact: true),
            new("y", "float", ["B", "T", _dice.Of("2", "3", "4", "6")], IsExact: true),
            new("c", "float", ["B", _dice.Of("3", "4")], IsExact: true),
            new("k", "int64", ["B", "T"], IsExact: true),
            new("q", "bool", ["B", "T"], IsExact: true),
            new("n", _dice.Of(Points.NarrowTypes), ["B", "T"], IsExact: true),
            new("m", _dice.Of(Points.NarrowTypes), ["B", "4"], IsExact: true),
        ];
        inputs = [.. inputs.Where((_, i) => i == 0 || !_dice.OneIn(3))];
        foreach (var input in inputs)
            _text.AppendLine($"    input {input.Name} : {input.Type}");
        if (_streams)
            _text.AppendLine("    stream T");
        var body = new Body(_dice, _names, inputs, _streams) { Callables = _callables };
        for (var i = 2 + _dice.Next(8); i > 0; i--)
            body.Step();
        Append(body);
        var results = body.Values.Skip(inputs.Count).Where(_ => _dice.OneIn(4)).Append(body.Values[^1]).Append(body.Values[0]).Distinct().Take(3).ToList();
        foreach (var result in results)
            _text.AppendLine($"    output out_{result.Name} : {result.Type} = {result.Name}");
        return _text.AppendLine("}").ToString();
    }

    private void Op()
    {
        var name = _names.Next("op");
        List<TypedValue> parameters = [new("u", "float", ["B", "T", "D"]), .. _dice.OneIn(2) ? [new TypedValue("p", "float", ["B", "T", "D"])] : Array.Empty<TypedValue>()];
        var body = new Body(_dice, _names, parameters, _streams) { HasInstances = false };
        Declare("op", name, parameters, body, ["B", "T", "D"], "");
        _callables.Add(new Callable(name, parameters, [["B", "T", "D"]], HasPath: false));
    }

    private void Block()
    {
        var name = _names.Next("Block");
        List<TypedValue> parameters = [new("u", "float", ["B", "T", "D"])];
        var body = new Body(_dice, _names, parameters, _streams) { Callables = [.. _callables] };
        Declare("block", name, parameters, body, ["B", "T", "D"], "");
        _callables.Add(new Callable(name, parameters, [["B", "T", "D"]], HasPath: true));
    }

    /// <summary>A block that takes a function.</summary>
    private void Higher()
    {
        var name = _names.Next("Higher");
        _text.AppendLine($$"""
            block {{name}}(u: float[B, T, D], f: float[B, T, D] -> float[B, T, D]) -> float[B, T, D] {
                return 0.5 * u + f(sin(u)){{_dice.Of("", " * sigmoid(f(u))")}}
            }
            """);
        _callables.Add(new Callable(name, [new("u", "float", ["B", "T", "D"])], [["B", "T", "D"]], HasPath: true)
        {
            Options = ["sin", "g => tanh(g) * 0.5", "f: g => [b, t, d] => g[b, t, d] * tanh(g[b, t, d])", "gelu"],
        });
    }

    private void Recurrence()
    {
        var name = _names.Next("Recurrence");
        List<TypedValue> parameters = [new("u", "float", ["B", "T", "D"])];
        if (_dice.OneIn(2))
            parameters.Add(new("p", "float", ["B", "T", "E"]));
        List<TypedValue> states = [new("s", "float", ["B", "D"])];
        if (_dice.OneIn(2))
            states.Add(_dice.Of(new TypedValue("h", "float", ["B"]), new TypedValue("h", "float", ["B", "D", parameters.Count > 1 ? "E" : "D"])));
        var inside = parameters.Select(p => p with { Dimensions = [.. p.Dimensions.Where(d => d != "T")] }).Concat(states).ToList();
        var body = new Body(_dice, _names, inside, streams: false);
        foreach (var state in states)
            body.Write($"state {state.Name} : {state.Type} = {_dice.Of("0", "0.5", "-0.25")}");
        for (var i = _dice.Next(4); i > 0; i--)
            body.Step();
        foreach (var state in states)
            body.Define(state.Dimensions, points => axes => $"0.5 * {state.Name}[{string.Join(", ", axes.Select(a => a.Name))}] + 0.5 * tanh({points.Float(axes, 2)})", "float", name: state.Name, keyword: "");
        Declare("recurrence", name, parameters, body, ["B", "D"], " over T", "T");
        _callables.Add(new Callable(name, parameters, [["B", "T", "D"]], HasPath: true)
        {
            Options = _streams ? [""] : ["", "reverse: true"],
            Resets = true,
            States = _dice.OneIn(2) ? [.. states.Select(s => (s.Name, s.Dimensions))] : [],
        });
    }

    private void Declare(string keyword, string name, IReadOnlyList<TypedValue> parameters, Body body, IReadOnlyList<string> result, string over, string? lost = null)
    {
        for (var i = _dice.Next(3); i > 0; i--)
            body.Step();
        var last = body.Define(result, points => axes => $"tanh({points.Float(axes, 3)})", "float");
        IReadOnlyList<string> declared = lost is null ? result : [result[0], lost, .. result.Skip(1)];
        _text.AppendLine($"{keyword} {name}({string.Join(", ", parameters.Select(p => $"{p.Name}: {p.Type}"))}){over} -> float[{string.Join(", ", declared)}] {{");
        Append(body);
        _text.AppendLine($"    return {last.Name}").AppendLine("}");
    }

    private void Append(Body body)
    {
        foreach (var line in body.Lines)
            _text.AppendLine("    " + line);
    }
}
