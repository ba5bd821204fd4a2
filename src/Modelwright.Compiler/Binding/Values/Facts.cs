using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>
/// What is known of indices at a place: every axis runs from 0 to its extent, and some integer expressions over axes are not
/// negative, because a domain or the condition of a <c>where</c> holds there.
/// </summary>
internal sealed class Facts
{
    private readonly Dictionary<string, Dim> _extents;
    private readonly IReadOnlyList<Dim> _known;

    private Facts(Dictionary<string, Dim> extents, IReadOnlyList<Dim> known)
    {
        _extents = extents;
        _known = known;
    }

    /// <summary>Nothing but the axes' extents.</summary>
    public static Facts None { get; } = new(new(StringComparer.Ordinal), []);

    /// <summary>These facts, and that left is at most right.</summary>
    public Facts AtMost(IndexTerm left, IndexTerm right)
    {
        var extents = new Dictionary<string, Dim>(_extents, StringComparer.Ordinal);
        return Of(left, extents) is { } a && Of(right, extents) is { } b ? new Facts(extents, [.. _known, b - a]) : this;
    }

    /// <summary>Whether left is at most right wherever these facts hold.</summary>
    public bool Proves(IndexTerm left, IndexTerm right)
    {
        var extents = new Dictionary<string, Dim>(_extents, StringComparer.Ordinal);
        if (Of(left, extents) is not { } a || Of(right, extents) is not { } b)
            return false;
        var goal = b - a;
        var goals = _known.SelectMany((fact, i) => _known.Skip(i + 1).Select(other => goal - fact - other))
            .Prepend(goal).Concat(_known.Select(fact => goal - fact));
        return goals.Any(g => Least(g, extents) is { } least && Proofs.IsNonNegative(least));
    }

    /// <summary>The least that a term can be, over extents alone; null where it cannot be told.</summary>
    public static Dim? Least(IndexTerm term)
    {
        var extents = new Dictionary<string, Dim>(StringComparer.Ordinal);
        return Of(term, extents) is { } value ? Least(value, extents) : null;
    }

    /// <summary>The term with a symbol for each axis and for each remainder; null where it is no such expression.</summary>
    private static Dim? Of(IndexTerm term, Dictionary<string, Dim> extents)
    {
        switch (term)
        {
            case IndexTerm.Constant constant:
                return constant.Value.Present;
            case IndexTerm.Of { Axis: { Extent: { } extent } axis }:
                return Symbol(FormattableString.Invariant($"{axis.Name}#{axis.Order}"), extent.Present);
            case IndexTerm.Sum { Left: var left, Right: var right } when Of(left, extents) is { } a && Of(right, extents) is { } b:
                return a + b;
            case IndexTerm.Product { Left: var left, Right: var right } when Of(left, extents) is { } a && Of(right, extents) is { } b:
                return a * b;
            case IndexTerm.Quotient { Left: var left, Right: IndexTerm.Constant { Value: var divisor } } when Proofs.IsPositive(divisor) && Of(left, extents) is { } a:
                return Dim.FloorDivide(a, divisor.Present);
            case IndexTerm.Remainder { Left: var left, Right: IndexTerm.Constant { Value: var divisor } } when Proofs.IsPositive(divisor) && Of(left, extents) is { } a:
                return Symbol($"({a.Key})%({divisor.Key})", divisor.Present);
            default:
                return null;
        }

        Dim Symbol(string name, Dim extent)
        {
            extents[name] = extent;
            return Dim.Symbol(name);
        }
    }

    /// <summary>The value where each quotient and each axis is at the end that makes it least.</summary>
    private static Dim? Least(Dim value, Dictionary<string, Dim> extents)
    {
        foreach (var quotient in value.Quotients.Where(q => q.Numerator.Symbols.Any(extents.ContainsKey)))
        {
            if (Proofs.Slope(q => value.ReplaceQuotient(quotient, q)) is not { } slope || slope.Symbols.Any(extents.ContainsKey))
                return null;
            var end = Proofs.IsNonNegative(slope) ? Least(quotient.Numerator, extents)
                : Proofs.IsNonNegative(Dim.Zero - slope) ? Greatest(quotient.Numerator, extents)
                : null;
            return end is null ? null : Least(value.ReplaceQuotient(quotient, Dim.FloorDivide(end, quotient.Denominator)), extents);
        }

        if (value.Symbols.FirstOrDefault(extents.ContainsKey) is not { } axis)
            return value;
        if (Proofs.Slope(At) is not { } growth)
            return null;
        if (Least(growth, extents) is { } low && Proofs.IsNonNegative(low))
            return Least(At(Dim.Zero), extents);
        return Greatest(growth, extents) is { } high && Proofs.IsNonNegative(Dim.Zero - high)
            ? Least(At(extents[axis] - Dim.One), extents)
            : null;

        Dim At(Dim index) => value.Substitute(name => name == axis ? index : null);
    }

    private static Dim? Greatest(Dim value, Dictionary<string, Dim> extents) =>
        Least(Dim.Zero - value, extents) is { } negated ? Dim.Zero - negated : null;
}
