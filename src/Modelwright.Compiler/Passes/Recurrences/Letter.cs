using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// An index of a formula, told from others by being another object. An axis of a tensor has one or several, outermost first,
/// whose extents' product is its own; an axis of extent 1 has none.
/// </summary>
/// <param name="extent">How far it runs.</param>
internal sealed class Letter(Dim extent)
{
    /// <summary>How far it runs.</summary>
    public Dim Extent => extent;

    /// <summary>The index of an axis of its own.</summary>
    public static EquatableList<Letter> Axis(Dim extent) => extent.Equals(Dim.One) ? EquatableList<Letter>.Empty : new([new Letter(extent)]);
}
