using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Whether a domain always holds somewhere, for reductions that have no value over nothing.</content>
internal sealed partial class BodyBinder
{
    // Combinations of indices that are tried before a domain is taken as perhaps empty.
    private const int MostWitnesses = 256;

    private bool IsNeverEmpty(Expression domain, IReadOnlyList<Axis> axes)
    {
        if (domain is BinaryExpression { Operator: BinaryOperator.Or } either)
            return IsNeverEmpty(either.Left, axes) || IsNeverEmpty(either.Right, axes);
        if (IsSelection(domain, axes, out var candidates))
            return candidates is null || IsNeverEmpty(candidates, axes);
        var conditions = Conditions(domain).ToList();
        if (axes is [var axis] && conditions.All(c => Excludes(c, axis)))
            return Proofs.IsPositive(axis.Extent!.Present - conditions.Count);
        var bounds = conditions.Select(c => Bounds(c, true).ToList()).ToList();
        return bounds.All(b => b.Count > 0) && HasWitness(bounds.SelectMany(b => b).ToList(), axes);
    }

    /// <summary>The conditions that a domain joins, with chains taken apart.</summary>
    private static IEnumerable<Expression> Conditions(Expression domain) => domain switch
    {
        BinaryExpression { Operator: BinaryOperator.And } both => Conditions(both.Left).Concat(Conditions(both.Right)),
        ComparisonChain chain => chain.Operators.Select((op, i) =>
            new BinaryExpression(chain.Span, chain.Operands[i], op, chain.Span, chain.Operands[i + 1])),
        _ => [domain],
    };

    /// <summary>Whether a domain is the choice of the greatest along the axis, and out of what.</summary>
    private static bool IsSelection(Expression domain, IReadOnlyList<Axis> axes, out Expression? candidates)
    {
        candidates = null;
        if (domain is not CallExpression { Callee: IndexExpression { Target: NameExpression { Name: "topk" }, Items: [{ Start: NameExpression along }] } selection })
            return false;
        candidates = selection.Domain;
        return axes is [var axis] && axis.Name == along.Name;
    }

    /// <summary>Whether a condition leaves out at most one index of the axis: <c>c != best[b]</c>.</summary>
    private static bool Excludes(Expression condition, Axis axis)
    {
        return condition is BinaryExpression { Operator: BinaryOperator.NotEqual } unequal
            && ((IsAxis(unequal.Left) && !Mentions(unequal.Right)) || (IsAxis(unequal.Right) && !Mentions(unequal.Left)));

        bool IsAxis(SyntaxNode node) => node is NameExpression name && name.Name == axis.Name;

        bool Mentions(SyntaxNode node) => IsAxis(node) || SyntaxChildren.Of(node).Any(Mentions);
    }

    /// <summary>
    /// Whether some index meets all bounds whatever the other axes are. What is tried is each end of an axis and where a bound
    /// is met just so.
    /// </summary>
    private bool HasWitness(IReadOnlyList<(IndexTerm Left, IndexTerm Right)> bounds, IReadOnlyList<Axis> axes)
    {
        IEnumerable<IReadOnlyList<(IndexTerm Left, IndexTerm Right)>> open = [bounds];
        foreach (var axis in axes)
            open = open.SelectMany(left => Witnesses(left, axis).Select(w => Replace(left, axis, w))).Take(MostWitnesses);
        var facts = _guard?.Facts ?? Facts.None;
        return open.Any(left => left.All(b => facts.Proves(b.Left, b.Right)));
    }

    private static IEnumerable<IndexTerm> Witnesses(IReadOnlyList<(IndexTerm Left, IndexTerm Right)> bounds, Axis axis)
    {
        var self = new IndexTerm.Of(axis);
        var met = bounds.SelectMany(b => new[] { Shifted(b.Left, b.Right), Shifted(b.Right, b.Left) }).OfType<IndexTerm>();
        return met.Prepend(new IndexTerm.Constant(axis.Extent!.Present - Dim.One)).Prepend(new IndexTerm.Constant(0));

        // An axis plus a constant that equals the other side.
        IndexTerm? Shifted(IndexTerm side, IndexTerm other) =>
            side.Equals(self) ? other
            : side is IndexTerm.Sum { Right: IndexTerm.Constant { Value: var offset } } sum && sum.Left.Equals(self)
                ? new IndexTerm.Sum(other, new IndexTerm.Constant(Dim.Zero - offset))
                : null;
    }

    /// <summary>The bounds with an axis replaced by an index, which must be inside the axis.</summary>
    private static IReadOnlyList<(IndexTerm Left, IndexTerm Right)> Replace(
        IReadOnlyList<(IndexTerm Left, IndexTerm Right)> bounds, Axis axis, IndexTerm index) =>
    [
        .. bounds.Select(b => (b.Left.Replace(axis, index), b.Right.Replace(axis, index))),
        (new IndexTerm.Constant(0), index), (index, new IndexTerm.Constant(axis.Extent!.Present - Dim.One)),
    ];
}
