using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Index notation: fresh axes, their extents, and the tensor that comes out.</content>
internal sealed partial class BodyBinder
{
    /// <summary>Canonical order of the leading axes of a <c>...</c> that stands where binders put it.</summary>
    private const int LeadingOrder = -1_000;

    private IndexScope? _index;

    /// <summary>Tensors that are indexed in the statement at hand: each is bound once, however often it is looked at.</summary>
    private Dictionary<Expression, BoundValue> _targets = new(ReferenceComparer.Instance);

    /// <summary>Binds <c>[b, t, d] => value</c> to a whole tensor.</summary>
    private BoundValue BindIndexed(IReadOnlyList<Binder> binders, Expression value, TextSpan span, Shape? expected)
    {
        var (outerIndex, outerTargets, outerAsIndex) = (_index, _targets, _asIndex);
        (_index, _targets, _asIndex) = (new IndexScope(null), new(ReferenceComparer.Instance), false);
        try
        {
            if (!AddAxes(binders) || !SettleExtents(_index, value, null, expected, binders))
                return ErrorValue.Instance;
            var body = Evaluate(value);
            if (body is ErrorValue)
                return body;
            var element = body is BoolValue ? ElementType.Bool : (body as TensorValue)?.Type.Element ?? ElementType.Float32;
            if (AsTensor(body, element, value.Span) is not { } tensor)
                return ErrorValue.Instance;
            if (tensor.Axes is null && tensor.Shape.Rank > 0)
                return Error(Diagnostics.LooseAxis, value.Span, $"inside index notation a tensor {tensor.Type} needs its indices");
            var axes = binders.SelectMany(b => b.Name is { } name ? [_index.Find(name.Text)!] : _index.Leading.Axes ?? []).ToList();
            return Tensor(ExpandTo(tensor, axes, span).Value);
        }
        finally
        {
            (_index, _targets, _asIndex) = (outerIndex, outerTargets, outerAsIndex);
        }
    }

    private bool AddAxes(IReadOnlyList<Binder> binders)
    {
        foreach (var binder in binders.Where(b => b.Name is not null))
        {
            if (!IsFresh(binder.Name!))
                return false;
            var axis = _index!.Add(binder.Name!.Text, binder.Name.Span);
            if (binder.Extent is { } written)
            {
                if (ExtentOf(written) is not { } extent)
                    return false;
                axis.Extent = extent;
            }
        }

        return true;
    }

    private bool IsFresh(Identifier name)
    {
        if (_index!.Find(name.Text) is { } axis)
        {
            Report(Diagnostics.AxisName, name.Span, $"the axis '{name.Text}' is bound already", Note(axis.Span, "bound here"));
            return false;
        }

        if (_scope.Find(name.Text) is { } variable)
        {
            Report(
                Diagnostics.AxisName, name.Span, $"'{name.Text}' is a value in scope; an axis needs a name of its own",
                Note(variable.Span, $"'{name.Text}' is declared here"));
            return false;
        }

        return true;
    }

    /// <summary>
    /// Gives each axis of a scope its extent: from its plain uses, which agree; else from the declared result; else it
    /// had to be written. An axis bounded by the stream axis through a domain runs over the history.
    /// </summary>
    private bool SettleExtents(IndexScope scope, Expression body, Expression? domain, Shape? expected, IReadOnlyList<Binder>? binders)
    {
        var uses = new List<(Axis Axis, Dim Extent, TextSpan Span)>();
        if (!CollectUses(body, scope, uses) || (domain is not null && !CollectUses(domain, scope, uses)))
            return false;
        foreach (var axis in scope.Own)
        {
            var own = uses.Where(u => u.Axis == axis).ToList();
            var distinct = own.Select(u => u.Extent).Distinct().ToList();
            if (distinct.Count == 2 && distinct[0].Present.Equals(distinct[1].Present))
                distinct.RemoveAll(d => !d.IsPast);
            if (axis.Extent is { } written)
            {
                if (distinct.Count > 0 && distinct.Any(d => !d.Equals(written)))
                    return Refuse(axis, $"the axis '{axis.Name}' is written with extent {written}, but runs over {distinct.First(d => !d.Equals(written))}", own);
                continue;
            }

            if (distinct.Count > 1)
                return Refuse(axis, $"the axis '{axis.Name}' runs over {string.Join(" and over ", distinct)}", own);
            axis.Extent = distinct.Count == 1 ? distinct[0] : FromDeclaration(axis);
            if (axis.Extent is null)
            {
                Report(
                    Diagnostics.UnknownExtent, axis.Span,
                    $"the extent of axis '{axis.Name}' cannot be told from its uses; write it: {axis.Name}: extent");
                return false;
            }
        }

        foreach (var axis in scope.Own.Where(a => a.Extent!.SymbolName == _context.StreamAxis && _context.StreamAxis is not null))
        {
            if (domain is not null ? IsBoundedByTime(domain, axis) : SoftmaxDomains(body, axis).Any(d => IsBoundedByTime(d, axis)))
                axis.Extent = axis.Extent!.Past;
        }

        return true;

        Dim? FromDeclaration(Axis axis)
        {
            if (expected is null || binders is null || binders.Any(b => b.Name is null) || binders.Count != expected.Rank)
                return null;
            var position = binders.ToList().FindIndex(b => b.Name!.Text == axis.Name);
            return position < 0 ? null : expected[position];
        }

        bool Refuse(Axis axis, string message, IReadOnlyList<(Axis Axis, Dim Extent, TextSpan Span)> own)
        {
            Report(Diagnostics.ExtentClash, axis.Span, message, own.Select(u => Note(u.Span, $"{u.Extent} here")).ToArray());
            return false;
        }
    }

    /// <summary>Finds the plain uses of a scope's axes, and the extents of <c>...</c>.</summary>
    private bool CollectUses(SyntaxNode? node, IndexScope scope, List<(Axis Axis, Dim Extent, TextSpan Span)> uses)
    {
        switch (node)
        {
            case IndexExpression index when !IsReduction(index):
                if (index.Items.Any(i => i.IsRange))
                    return CollectUses(index.Target, scope, uses);
                var target = Target(index.Target);
                if (target is ErrorValue)
                    return false; // reported where it arose
                if (target is not TensorValue tensor)
                    return index.Items.All(item => CollectUses(item.Start, scope, uses));
                if (Items(index, tensor.Shape.Rank) is not { } items)
                    return false;
                var ellipsis = index.Items.ToList().FindIndex(i => i.IsEllipsis);
                if (ellipsis >= 0 && !Settle(tensor.Shape.Skip(ellipsis).Take(items.Count - index.Items.Count + 1).ToList(), index.Items[ellipsis].Span))
                    return false;
                for (var axis = 0; axis < items.Count; axis++)
                {
                    if (items[axis] is NameExpression name && scope.FindHere(name.Name) is { } own)
                        uses.Add((own, tensor.Shape[axis], name.Span));
                    else if (!CollectUses(items[axis], scope, uses))
                        return false;
                }

                return true;
            case IndexLambda or FunctionLambda:
                return true;
            case null:
                return true;
            default:
                return SyntaxChildren.Of(node).All(child => CollectUses(child, scope, uses));
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

    private static bool IsReduction(IndexExpression index) =>
        index.Target is NameExpression name && Reductions.Names.Contains(name.Name);

    /// <summary>The tensor that is indexed, bound outside of the notation and only once per statement.</summary>
    private BoundValue Target(Expression expression)
    {
        if (_index is null)
            return Evaluate(expression);
        if (_targets.TryGetValue(expression, out var known))
            return known;
        var (index, asIndex) = (_index, _asIndex);
        (_index, _asIndex) = (null, false);
        try
        {
            return _targets[expression] = Evaluate(expression);
        }
        finally
        {
            (_index, _asIndex) = (index, asIndex);
        }
    }

    /// <summary>The index expression of each axis, with those of <c>...</c> null; null as a whole after an error: their number is wrong.</summary>
    private IReadOnlyList<Expression?>? Items(IndexExpression index, int rank)
    {
        var ellipsis = index.Items.ToList().FindIndex(i => i.IsEllipsis);
        var written = index.Items.Count - (ellipsis < 0 ? 0 : 1);
        if (ellipsis < 0 ? written != rank : written > rank)
        {
            Report(
                Diagnostics.IndexCount, index.Span,
                $"'{_source.Slice(index.Target.Span)}' has {Words.Count(rank, "axis", "axes")}, but there {(written == 1 ? "is one index" : $"are {written} indices")}");
            return null;
        }

        return index.Items.SelectMany(i => i.IsEllipsis ? Enumerable.Repeat<Expression?>(null, rank - written) : [i.Start]).ToList();
    }

    // ---------------------------------------------------------------- time

    /// <summary>The domains of softmaxes along an axis.</summary>
    private static IEnumerable<Expression> SoftmaxDomains(SyntaxNode node, Axis axis)
    {
        if (node is IndexExpression { Target: NameExpression { Name: "softmax" }, Domain: { } domain, Items: [{ Start: NameExpression name }] } && name.Name == axis.Name)
            return [domain];
        return SyntaxChildren.Of(node).SelectMany(child => SoftmaxDomains(child, axis));
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

    /// <summary>Whether every name in an expression is a build-time value.</summary>
    private bool IsBuildTime(SyntaxNode node) => node is NameExpression name
        ? _index?.Find(name.Name) is null && _scope.Find(name.Name)?.Value is BoolValue or IntValue or FloatValue or StringValue
        : node is not CallExpression && SyntaxChildren.Of(node).All(IsBuildTime);

    private sealed class ReferenceComparer : IEqualityComparer<Expression>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(Expression? x, Expression? y) => ReferenceEquals(x, y);

        public int GetHashCode(Expression expression) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(expression);
    }
}
