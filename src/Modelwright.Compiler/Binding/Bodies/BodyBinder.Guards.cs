using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Where a value counts: inside a domain, in the branch of a <c>where</c> that is selected. A read that does not count may be
/// anywhere, so what the condition says of indices is known while it is bound.
/// </content>
internal sealed partial class BodyBinder
{
    private Guard? _guard;

    /// <summary>A condition that holds, or does not, wherever the expression at hand counts.</summary>
    private sealed record Guard(Guard? Outer, TensorValue Condition, bool Holds, Facts Facts);

    /// <summary>Binds what counts only where a condition holds, or only where it does not.</summary>
    private BoundValue BindWhere(Expression condition, TensorValue value, bool holds, Expression body)
    {
        var outer = _guard;
        var facts = Bounds(condition, holds).Aggregate(outer?.Facts ?? Facts.None, (known, bound) => known.AtMost(bound.Left, bound.Right));
        _guard = new Guard(outer, value, holds, facts);
        try
        {
            return Evaluate(body);
        }
        finally
        {
            _guard = outer;
        }
    }

    /// <summary><c>where(condition, a, b)</c>: only the branch taken is bound where the condition is known.</summary>
    private BoundValue Where(Expression condition, Expression then, Expression otherwise, TextSpan at)
    {
        switch (Evaluate(condition))
        {
            case ErrorValue error:
                return error;
            case BoolValue known:
                return Evaluate(known.Truth ? then : otherwise);
            case TensorValue { Type.Element: ElementType.Bool } tensor:
                var (a, b) = (BindWhere(condition, tensor, true, then), BindWhere(condition, tensor, false, otherwise));
                return Apply(new Select(), at, tensor, a, b);
            case var other:
                return Error(Diagnostics.WrongKind, condition.Span, $"'where' needs a condition first, such as x > 0; this is {Describe(other)}");
        }
    }

    /// <summary>What a condition says of indices: pairs of which the left is at most the right.</summary>
    private IEnumerable<(IndexTerm Left, IndexTerm Right)> Bounds(Expression condition, bool holds)
    {
        switch (condition)
        {
            case UnaryExpression { Operator: UnaryOperator.Not } not:
                return Bounds(not.Operand, !holds);
            case BinaryExpression { Operator: BinaryOperator.And or BinaryOperator.Or } both when both.Operator == BinaryOperator.And == holds:
                return Bounds(both.Left, holds).Concat(Bounds(both.Right, holds));
            case BinaryExpression { Operator: >= BinaryOperator.Less and <= BinaryOperator.NotEqual } comparison:
                return Bounds(comparison.Left, comparison.Operator, comparison.Right, holds);
            case ComparisonChain chain when holds:
                return chain.Operators.SelectMany((op, i) => Bounds(chain.Operands[i], op, chain.Operands[i + 1], true));
            default:
                return [];
        }
    }

    private IEnumerable<(IndexTerm Left, IndexTerm Right)> Bounds(Expression left, BinaryOperator op, Expression right, bool holds)
    {
        if (AsIndex(left) is not { } a || AsIndex(right) is not { } b)
            return [];
        return (op, holds) switch
        {
            (BinaryOperator.Less, true) or (BinaryOperator.GreaterOrEqual, false) => [(Next(a), b)],
            (BinaryOperator.LessOrEqual, true) or (BinaryOperator.Greater, false) => [(a, b)],
            (BinaryOperator.Greater, true) or (BinaryOperator.LessOrEqual, false) => [(Next(b), a)],
            (BinaryOperator.GreaterOrEqual, true) or (BinaryOperator.Less, false) => [(b, a)],
            (BinaryOperator.Equal, true) or (BinaryOperator.NotEqual, false) => [(a, b), (b, a)],
            _ => [],
        };

        static IndexTerm Next(IndexTerm term) => new IndexTerm.Sum(term, new IndexTerm.Constant(1));
    }

    /// <summary>An expression of indices and build-time integers as one; null for any other.</summary>
    private IndexTerm? AsIndex(Expression expression)
    {
        if (!IsIndex(expression))
            return null;
        var asIndex = _asIndex;
        _asIndex = true;
        var value = Evaluate(expression);
        _asIndex = asIndex;
        return value is IntValue or IndexValue ? Term(value) : null;
    }

    /// <summary>The index as it is read: clamped where only a condition around it keeps it inside. Null after an error.</summary>
    private IndexTerm? Inside(IndexTerm term, Dim extent, TextSpan at)
    {
        if (IsInside(term, extent, Facts.None))
            return term;
        if (IsInside(term, extent))
            return new IndexTerm.Clamped(term, extent);

        var negated = new IndexTerm.Product(new IndexTerm.Constant(-1), term);
        if (Facts.Least(term) is { } low && Facts.Least(negated) is { } high)
        {
            var text = _source.Slice(at);
            if (Require(low, at, $"the index '{text}' needs {low} >= 0") && Require(extent + high - Dim.One, at, $"the index '{text}' needs {extent} > {Dim.Zero - high}"))
                return term;
            return Outside(low.Equals(Dim.Zero - high)
                ? OutsideText(text, low, extent)
                : $"the index '{text}' runs from {low} to {Dim.Zero - high}, which is not inside 0..{extent}");
        }

        return Outside($"the index '{_source.Slice(at)}' is not provably inside 0..{extent}");

        IndexTerm? Outside(string message)
        {
            Report(Diagnostics.OutsideIndex, at, message + ShiftHint(term, extent));
            return null;
        }
    }

    /// <summary>What is said of an index that is one number, as written or worked out.</summary>
    private static string OutsideText(string written, Dim number, Dim extent)
    {
        if (written != number.ToString())
            return $"the index '{written}' is {number}, which is not inside 0..{extent}";
        // In other languages -1 is the last one.
        var hint = number.Value < 0 && (extent + number).Value is not < 0 ? $"; indices count from the start: write {extent + number}" : "";
        return $"the index {number} is not inside 0..{extent}{hint}";
    }

    /// <summary>Whether an index is inside wherever the expression at hand counts.</summary>
    private bool IsInside(IndexTerm term, Dim extent) => IsInside(term, extent, Facts.None) || (_guard is not null && IsInside(term, extent, _guard.Facts));

    private static bool IsInside(IndexTerm term, Dim extent, Facts facts)
    {
        // A plain axis has this extent, or the history twin of it.
        if (term is IndexTerm.Of { Axis: { } axis } && axis.Extent!.Present.Equals(extent.Present))
            return true;
        var (first, last) = (new IndexTerm.Constant(0), new IndexTerm.Constant(extent - Dim.One));
        return (facts.Proves(first, term) && facts.Proves(term, last))
            || (term.Range() is { } range && Proofs.IsNonNegative(range.Low) && Proofs.IsPositive(extent - range.High));
    }

    /// <summary>
    /// Indices read from a tensor; where a condition on the same axes leaves a read out, the index is not looked at and 0 stands
    /// in. Null after an error.
    /// </summary>
    private TensorValue? Selected(TensorValue indices, TextSpan at)
    {
        var selected = (BoundValue)indices;
        for (var guard = _guard; guard is not null; guard = guard.Outer)
        {
            var axes = guard.Condition.Axes ?? [];
            if (axes.Count > 0 && !axes.Intersect(indices.Axes ?? []).Any())
                continue;
            var zero = new IntValue(0);
            selected = guard.Holds
                ? Apply(new Select(), at, guard.Condition, selected, zero)
                : Apply(new Select(), at, guard.Condition, zero, selected);
        }

        return selected as TensorValue;
    }
}
