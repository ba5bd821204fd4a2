using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>How a tensor takes part in a product.</summary>
internal enum FactorKind
{
    /// <summary>It is multiplied.</summary>
    Times,

    /// <summary>It divides.</summary>
    Over,

    /// <summary>The product counts where this bool holds, and is 0 elsewhere.</summary>
    Where,

    /// <summary>The product counts where this bool does not hold.</summary>
    WhereNot,
}

/// <summary>A tensor in a product, read at indices.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Axes">The index of each of its axes.</param>
/// <param name="Kind">How it takes part.</param>
internal sealed record Factor(Value Value, EquatableList<EquatableList<Letter>> Axes, FactorKind Kind = FactorKind.Times)
{
    /// <summary>A tensor with an index of its own for each axis.</summary>
    public static Factor Of(Value value) => new(value, new(value.Shape.Select(Letter.Axis)));

    /// <summary>The indices that occur.</summary>
    public IEnumerable<Letter> Letters => Axes.SelectMany(axis => axis);

    /// <summary>The same with an index written as others.</summary>
    public Factor Replace(Func<Letter, IReadOnlyList<Letter>> letters) =>
        this with { Axes = new(Axes.Select(axis => new EquatableList<Letter>(axis.SelectMany(letters)))) };
}
