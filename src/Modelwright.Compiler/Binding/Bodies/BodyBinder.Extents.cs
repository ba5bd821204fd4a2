using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>The extents of fresh axes, from how they are used.</content>
internal sealed partial class BodyBinder
{
    /// <summary>A plain use of an axis; a conditional one counts only under a condition that mentions the axis.</summary>
    private sealed record Use(Axis Axis, Dim Extent, TextSpan Span, bool IsConditional);

    /// <summary>
    /// Gives each axis of a scope its extent: from its plain uses, which agree; else from the declared result; else it
    /// had to be written. Uses that count only under a condition on the axis need not agree; where there are no others, and no
    /// declared result, they decide. An axis bounded by the stream axis through a domain runs over the history.
    /// </summary>
    private bool SettleExtents(IndexScope scope, Expression body, Expression? domain, Shape? expected, IReadOnlyList<Binder>? binders)
    {
        var uses = new List<Use>();
        var conditions = Mentioned(domain).ToList();
        if (!CollectUses(body, scope, uses, conditions) || !CollectUses(domain, scope, uses, []))
            return false;
        foreach (var axis in scope.Own)
        {
            var all = uses.Where(u => u.Axis == axis).ToList();
            var own = all.Where(u => !u.IsConditional).ToList();
            if (axis.Extent is null && own.Count == 0 && (axis.Extent = FromDeclaration(axis)) is null)
                own = all;
            var distinct = own.Select(u => WithHistory(u.Extent, all)).Distinct().ToList();
            if (axis.Extent is { } written)
            {
                // A part of an axis may be written; more than there is may not.
                if (distinct.FirstOrDefault(d => !Proofs.IsNonNegative(d - written)) is { } beyond)
                    return Refuse(axis, $"the axis '{axis.Name}' is written with extent {written}, but runs over {beyond}", own);
                continue;
            }

            if (distinct.Count > 1)
                return Refuse(axis, $"the axis '{axis.Name}' runs over {string.Join(" and over ", distinct)}", own);
            axis.Extent = distinct.Count == 1 ? distinct[0] : FromDeclaration(axis);
            if (axis.Extent is null)
            {
                Report(
                    Diagnostics.UnknownExtent, axis.Span,
                    $"the extent of axis '{axis.Name}' cannot be told from its uses; write it: {axis.Name}: {Namesake(axis) ?? "extent"}");
                return false;
            }
        }

        foreach (var axis in scope.Own.Where(a => a.Extent!.SymbolName == _context.StreamAxis && _context.StreamAxis is not null))
        {
            if (domain is not null ? IsBoundedByTime(domain, axis) : DomainsAlong(body, axis).Any(d => IsBoundedByTime(d, axis)))
                axis.Extent = axis.Extent!.Past;
        }

        return true;

        // What has the history as an axis is read along it, under a condition too, and so is whatever is read beside it.
        static Dim WithHistory(Dim extent, IReadOnlyList<Use> uses) =>
            uses.Select(u => u.Extent).FirstOrDefault(e => e.IsPast && e.Present.Equals(extent.Present)) ?? extent;

        Dim? FromDeclaration(Axis axis)
        {
            if (expected is null || binders is null || binders.Any(b => b.Name is null) || binders.Count != expected.Rank)
                return null;
            var position = binders.ToList().FindIndex(b => b.Name!.Text == axis.Name);
            return position < 0 ? null : expected[position];
        }

        // By convention the axis t runs over the dimension T.
        string? Namesake(Axis axis) => _scope.Names.FirstOrDefault(name =>
            string.Equals(name, axis.Name, StringComparison.OrdinalIgnoreCase) && _scope.Find(name)!.Value is IntValue);

        bool Refuse(Axis axis, string message, IReadOnlyList<Use> own)
        {
            Report(Diagnostics.ExtentClash, axis.Span, message, own.Select(u => Note(u.Span, $"{u.Extent} here")).ToArray());
            return false;
        }
    }

    /// <summary>Finds the plain uses of a scope's axes, and the extents of <c>...</c>.</summary>
    private bool CollectUses(SyntaxNode? node, IndexScope scope, List<Use> uses, IReadOnlyList<string> conditions)
    {
        switch (node)
        {
            case IndexExpression index when !IsReduction(index):
                if (index.Items.Any(i => i.IsRange))
                    return CollectUses(index.Target, scope, uses, conditions);
                var target = Target(index);
                if (target is ErrorValue)
                    return false; // reported where it arose
                if (target is not TensorValue tensor)
                    return index.Items.All(item => CollectUses(item.Start, scope, uses, conditions));
                if (Items(index, tensor.Shape.Rank) is not { } items)
                    return false;
                var ellipsis = index.Items.ToList().FindIndex(i => i.IsEllipsis);
                if (ellipsis >= 0 && !Settle(tensor.Shape.Skip(ellipsis).Take(items.Count - index.Items.Count + 1).ToList(), index.Items[ellipsis].Span))
                    return false;
                for (var axis = 0; axis < items.Count; axis++)
                {
                    if (items[axis] is NameExpression name && scope.FindHere(name.Name) is { } own)
                        uses.Add(new Use(own, tensor.Shape[axis], name.Span, conditions.Contains(name.Name)));
                    else if (!CollectUses(items[axis], scope, uses, conditions))
                        return false;
                }

                return true;
            case CallExpression { Callee: NameExpression { Name: "where" }, Arguments: [{ Value: { } condition }, { Value: var then }, { Value: var otherwise }] }:
                var selected = conditions.Concat(Mentioned(condition)).ToList();
                return CollectUses(condition, scope, uses, conditions) && CollectUses(then, scope, uses, selected) && CollectUses(otherwise, scope, uses, selected);
            case CallExpression { Callee: IndexExpression { Domain: { } limits } callee } call when IsReduction(callee):
                var inside = conditions.Concat(Mentioned(limits)).ToList();
                return CollectUses(limits, scope, uses, conditions) && call.Arguments.All(argument => CollectUses(argument.Value, scope, uses, inside));
            case ConditionalExpression chosen when !_context.IsGeneric:
                // The other arm only counts where nothing else tells an extent.
                var (taken, other) = BuildTimeBool(chosen.Condition) is false ? (chosen.Else, chosen.Then) : (chosen.Then, chosen.Else);
                return CollectUses(taken, scope, uses, conditions) && CollectUses(other, scope, uses, scope.Own.Select(axis => axis.Name).ToList());
            case null or IndexLambda or FunctionLambda:
                return true;
            default:
                return SyntaxChildren.Of(node).All(child => CollectUses(child, scope, uses, conditions));
        }

        bool Settle(IReadOnlyList<Dim> extents, TextSpan span)
        {
            if (scope.Leading.TrySettle(extents, span, LeadingOrder))
                return true;
            Report(
                Diagnostics.ExtentClash, span,
                $"'...' stands for [{string.Join(", ", extents)}] here and for [{string.Join(", ", scope.Leading.Axes!.Select(a => a.Extent))}] before",
                Note(scope.Leading.Axes!.Count > 0 ? scope.Leading.Axes[0].Span : span, "before, here"));
            return false;
        }
    }

    /// <summary>The domains of what runs along an axis and keeps it.</summary>
    private static IEnumerable<Expression> DomainsAlong(SyntaxNode node, Axis axis)
    {
        if (node is IndexExpression { Target: NameExpression { Name: "softmax" or "topk" }, Domain: { } domain, Items: [{ Start: NameExpression name }] } && name.Name == axis.Name)
            return [domain];
        return SyntaxChildren.Of(node).SelectMany(child => DomainsAlong(child, axis));
    }

    /// <summary>Whether a domain says that an axis ends with another one that runs along the stream: <c>s &lt;= t</c>.</summary>
    private bool IsBoundedByTime(Expression domain, Axis axis)
    {
        switch (domain)
        {
            case BinaryExpression { Operator: BinaryOperator.And } both:
                return IsBoundedByTime(both.Left, axis) || IsBoundedByTime(both.Right, axis);
            case BinaryExpression { Operator: BinaryOperator.Or } either when IsBuildTime(either.Left):
                return BuildTimeBool(either.Left) is false && IsBoundedByTime(either.Right, axis);
            case ComparisonChain chain:
                return Enumerable.Range(0, chain.Operators.Count)
                    .Any(i => Bounds(chain.Operands[i], chain.Operators[i], chain.Operands[i + 1]));
            case BinaryExpression binary:
                return Bounds(binary.Left, binary.Operator, binary.Right);
            default:
                return false;
        }

        bool Bounds(Expression left, BinaryOperator op, Expression right) => op switch
        {
            BinaryOperator.Less or BinaryOperator.LessOrEqual => IsAxis(left) && MentionsTime(right),
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => IsAxis(right) && MentionsTime(left),
            _ => false,
        };

        bool IsAxis(Expression expression) => expression is NameExpression name && _index!.Find(name.Name) == axis;

        bool MentionsTime(SyntaxNode node) => node is NameExpression name
            ? _index!.Find(name.Name) is { } other && other != axis && other.Extent?.SymbolName == _context.StreamAxis
            : SyntaxChildren.Of(node).Any(MentionsTime);
    }

    /// <summary>The names in a condition.</summary>
    private static IEnumerable<string> Mentioned(SyntaxNode? condition) => condition switch
    {
        null => [],
        NameExpression name => [name.Name],
        _ => SyntaxChildren.Of(condition).SelectMany(Mentioned),
    };
}
