namespace Modelwright.Fuzz.Models;

/// <summary>A tensor that a generated text has a name for.</summary>
/// <param name="Name">The name.</param>
/// <param name="Element"><c>float</c>, <c>int64</c> (0 to 3, so that it can be an index of any table) or <c>bool</c>.</param>
/// <param name="Dimensions">Symbols or numbers.</param>
/// <param name="IsExact">Whether every back end has the very same numbers, so that they can be compared.</param>
internal sealed record TypedValue(string Name, string Element, IReadOnlyList<string> Dimensions, bool IsExact = false)
{
    /// <summary>The type as the language writes it.</summary>
    public string Type => $"{Element}[{string.Join(", ", Dimensions)}]";

    /// <summary>Whether the dimensions are these.</summary>
    public bool Has(IReadOnlyList<string> dimensions) => Dimensions.SequenceEqual(dimensions);
}

/// <summary>An axis of index notation.</summary>
internal sealed record Axis(string Name, string Extent);
