using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
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
        var outer = (_index, _targets, _asIndex, _guard);
        (_index, _targets, _asIndex, _guard) = (new IndexScope(null), new(ReferenceComparer.Instance), false, null);
        try
        {
            if (!AddAxes(binders) || !SettleExtents(_index, value, null, expected, binders))
                return ErrorValue.Instance;
            var axes = binders.SelectMany(b => b.Name is { } name ? [_index.Find(name.Text)!] : _index.Leading.Axes ?? []).ToList();
            if (!IsHeld(new Shape(axes.Select(axis => axis.Extent ?? Dim.One)), span))
                return ErrorValue.Instance;
            var body = Evaluate(value);
            if (body is ErrorValue)
                return body;
            var element = body is BoolValue ? ElementType.Bool : (body as TensorValue)?.Type.Element ?? ElementType.Float32;
            if (AsTensor(body, element, value.Span) is not { } tensor)
                return ErrorValue.Instance;
            if (tensor.Axes is null && tensor.Shape.Rank > 0)
                return Error(Diagnostics.LooseAxis, value.Span, $"inside index notation a tensor {tensor.Type} needs its indices");
            var whole = Tensor(ExpandTo(tensor, axes, span).Value);
            return AsIndex(value) is { } term ? whole with { Formula = new IndexFormula(axes, term) } : whole;
        }
        finally
        {
            (_index, _targets, _asIndex, _guard) = outer;
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

    private static bool IsReduction(IndexExpression index) =>
        index.Target is NameExpression name && Reductions.Names.Contains(name.Name);

    /// <summary>The tensor that is indexed, bound outside of the notation and only once per statement.</summary>
    private BoundValue Target(IndexExpression read)
    {
        var expression = read.Target;
        if (_index is null)
            return Evaluate(expression);
        if (_targets.TryGetValue(expression, out var known))
            return known;
        if (AxisIn(expression) is { } axis)
            return _targets[expression] = RefuseAxis(axis, read);
        var outer = (_index, _asIndex, _guard);
        (_index, _asIndex, _guard) = (null, false, null);
        try
        {
            return _targets[expression] = Evaluate(expression);
        }
        finally
        {
            (_index, _asIndex, _guard) = outer;
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
