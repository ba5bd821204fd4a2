namespace Modelwright.Fuzz.Models;

/// <summary>An op, a block or a recurrence of a generated text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The tensors it takes; capital letters are bound by the arguments.</param>
/// <param name="Results">The dimensions of its results.</param>
/// <param name="HasPath">Whether a call is an instance.</param>
internal sealed record Callable(string Name, IReadOnlyList<TypedValue> Parameters, IReadOnlyList<IReadOnlyList<string>> Results, bool HasPath)
{
    /// <summary>Further arguments, one text of which is given.</summary>
    public IReadOnlyList<string> Options { get; init; } = [""];

    /// <summary>Whether it is a recurrence, whose states can take their start again.</summary>
    public bool Resets { get; init; }

    /// <summary>The states that can be read after a call, with their dimensions.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Dimensions)> States { get; init; } = [];

    /// <summary>Arguments that fit, and what they bind; null where there are none.</summary>
    public (List<string> Arguments, Dictionary<string, string> Bound)? Match(IReadOnlyList<TypedValue> values, Dice dice)
    {
        var bound = new Dictionary<string, string>();
        var arguments = new List<string>();
        foreach (var parameter in Parameters)
        {
            var fitting = values.Where(v => v.Element == parameter.Element && Binds(parameter, v, new(bound))).ToList();
            if (fitting.Count == 0)
                return null;
            var value = dice.Of(fitting);
            Binds(parameter, value, bound);
            arguments.Add(value.Name);
        }

        if (dice.Of(Options) is { Length: > 0 } option)
            arguments.Add(option);
        return (arguments, bound);
    }

    private static bool Binds(TypedValue parameter, TypedValue value, Dictionary<string, string> bound) =>
        parameter.Dimensions.Count == value.Dimensions.Count && parameter.Dimensions.Zip(value.Dimensions).All(pair =>
            char.IsAsciiDigit(pair.First[0]) ? pair.First == pair.Second
            // B and T stay themselves: a recurrence runs over T.
            : pair.First is "B" or "T" ? pair.First == pair.Second && bound.TryAdd(pair.First, pair.Second) | true
            : pair.Second is not ("B" or "T") && (bound.TryAdd(pair.First, pair.Second) || bound[pair.First] == pair.Second));
}
