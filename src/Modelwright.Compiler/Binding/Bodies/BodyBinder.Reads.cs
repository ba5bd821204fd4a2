using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Reads <c>x[b, t, h * size + e]</c>. Mixed radix and repetition become views, constants become slices; any other
/// index becomes a gather.
/// </content>
internal sealed partial class BodyBinder
{
    private BoundValue EvaluateIndex(IndexExpression index)
    {
        if (IsReduction(index))
            return Error(Diagnostics.WrongKind, index.Span, $"'{((NameExpression)index.Target).Name}' is a reduction; what it runs over follows in parentheses");
        if (index.Domain is { } domain)
            return Error(Diagnostics.Misplaced, domain.Span, "only reductions, softmax, cumsum and topk have a domain");
        var target = Target(index);
        switch (target)
        {
            case ErrorValue:
                return target;
            case ListValue list:
                return ListItem(list, index);
            case TensorValue { Axes: null } tensor when _index is null || index.Items.Any(i => i.IsRange):
                return IndexWhole(tensor, index);
            case TensorValue { Axes: null, Formula: { } formula } tensor when _asIndex:
                return ReadFormula(tensor, formula, index);
            case TensorValue { Axes: null } tensor:
                return Read(tensor, index);
            default:
                return Error(Diagnostics.WrongKind, index.Target.Span, $"only tensors and lists have an index; this is {Describe(target)}");
        }
    }

    private BoundValue ListItem(ListValue list, IndexExpression index)
    {
        if (index.Items is not [{ Start: { } start, IsRange: false, IsEllipsis: false }])
            return Error(Diagnostics.IndexCount, index.Span, "a list has one index");
        if (BuildTimeInteger(start) is not { } number)
            return ErrorValue.Instance;
        var place = number < 0 ? number + list.Items.Count : number;
        return place >= 0 && place < list.Items.Count
            ? Replace(list.Items[(int)place], t => Tensor(Import(t), t.Axes))
            : Error(Diagnostics.OutsideIndex, start.Span, FormattableString.Invariant($"the list has {list.Items.Count} items; {number} is outside"));
    }

    /// <summary>Outside of index notation: constants select, ranges slice, an integer tensor gathers; missing axes are whole.</summary>
    private BoundValue IndexWhole(TensorValue tensor, IndexExpression index)
    {
        var rank = tensor.Shape.Rank;
        var ellipsis = index.Items.ToList().FindIndex(i => i.IsEllipsis);
        var written = index.Items.Count - (ellipsis < 0 ? 0 : 1);
        if (written > rank)
            return Error(Diagnostics.IndexCount, index.Span, $"'{_source.Slice(index.Target.Span)}' has {Words.Count(rank, "axis", "axes")}, but there {(written == 1 ? "is one index" : $"are {written} indices")}");
        var value = Import(tensor);
        var axis = 0;
        for (var i = 0; i < index.Items.Count; i++)
        {
            var item = index.Items[i];
            if (item.IsEllipsis)
            {
                axis += rank - written;
                continue;
            }

            if (item.IsRange)
            {
                var start = item.Start is null ? Dim.Zero : ExtentOf(item.Start);
                var end = item.End is null ? value.Shape[axis] : ExtentOf(item.End);
                if (start is null || end is null)
                    return ErrorValue.Instance;
                if (!Require(end - start, item.Span, $"the range {start}..{end} needs {start} <= {end}")
                    || !Require(value.Shape[axis] - end, item.Span, $"the range {start}..{end} needs {end} <= {value.Shape[axis]}"))
                    return Error(Diagnostics.OutsideIndex, item.Span, $"the range {start}..{end} is not inside 0..{value.Shape[axis]}");
                value = Emit(new Slice(axis, start, end - start), item.Span, value);
                axis++;
                continue;
            }

            switch (AsIndices(Evaluate(item.Start!), item.Span))
            {
                case ErrorValue:
                    return ErrorValue.Instance;
                case IntValue { Number: var number }:
                    if (!Require(number, item.Span, $"the index {number} needs {number} >= 0")
                        || !Require(value.Shape[axis] - number - Dim.One, item.Span, $"the index {number} needs {value.Shape[axis]} > {number}"))
                        return Error(Diagnostics.OutsideIndex, item.Span, OutsideText(_source.Slice(item.Span), number, value.Shape[axis]));
                    value = Drop(Emit(new Slice(axis, number, 1), item.Span, value), axis, item.Span);
                    break;
                case TensorValue { Axes: null, Type.Element: ElementType.Int64 or ElementType.Int32 } indices:
                    value = Emit(new Gather(axis), item.Span, value, Import(indices));
                    axis += indices.Shape.Rank;
                    break;
                case var other:
                    return Error(Diagnostics.WrongKind, item.Span, $"an index is an integer or an integer tensor; this is {Describe(other)}");
            }
        }

        return Tensor(value);
    }

    private Value Drop(Value value, int axis, TextSpan at) =>
        Emit(new Reshape(new Shape(value.Shape.Where((_, i) => i != axis))), at, value);

    /// <summary>Inside index notation: one item per axis.</summary>
    private BoundValue Read(TensorValue tensor, IndexExpression index)
    {
        if (Items(index, tensor.Shape.Rank) is not { } items)
            return ErrorValue.Instance;
        var leading = _index!.Leading.Axes;
        var leadingAt = index.Items.ToList().FindIndex(i => i.IsEllipsis);
        var reads = new List<IndexTerm?>();
        var gathers = new Dictionary<int, TensorValue>();
        var shifts = new Dictionary<int, Shift>();
        for (var axis = 0; axis < items.Count; axis++)
        {
            if (items[axis] is not { } item)
            {
                reads.Add(new IndexTerm.Of(leading![axis - leadingAt]));
                continue;
            }

            var asIndex = _asIndex;
            _asIndex = true;
            var value = AsIndices(Evaluate(item), item.Span);
            _asIndex = asIndex;
            switch (value)
            {
                case ErrorValue:
                    return value;
                case IntValue or IndexValue:
                    var term = Term(value);
                    // What a condition keeps inside may be a shift all the same, which streams and needs no table of places.
                    if (!IsInside(term, tensor.Shape[axis], Facts.None) && Shift.Of(term, tensor.Shape[axis]) is { } shift)
                        shifts.Add(axis, shift);
                    else if (Inside(term, tensor.Shape[axis], item.Span) is { } inside)
                        term = inside;
                    else
                        return ErrorValue.Instance;
                    reads.Add(term);
                    break;
                case TensorValue { Type.Element: ElementType.Int64 or ElementType.Int32 } indices when indices.Axes is not null || indices.Shape.Rank == 0:
                    if (Selected(indices, item.Span) is not { } selected)
                        return ErrorValue.Instance;
                    gathers.Add(axis, selected);
                    reads.Add(null);
                    break;
                default:
                    return Error(Diagnostics.WrongKind, item.Span, $"an index is an integer, an axis or an integer tensor; this is {Describe(value)}");
            }
        }

        if (shifts.Count > 0)
            tensor = Surround(tensor, shifts, reads, index);
        return new IndexedRead(this, index, tensor, reads, gathers).Bind();
    }

    /// <summary>Where integers are needed, an index made of others is what it is made of.</summary>
    private BoundValue ReadFormula(TensorValue tensor, IndexFormula formula, IndexExpression index)
    {
        if (Items(index, tensor.Shape.Rank) is not { } items)
            return ErrorValue.Instance;
        if (!items.All(item => item is not null && IsIndex(item)))
            return Read(tensor, index);
        var term = formula.Term;
        for (var axis = 0; axis < items.Count; axis++)
        {
            if (AsIndex(items[axis]!) is not { } own || Inside(own, tensor.Shape[axis], items[axis]!.Span) is not { } inside)
                return ErrorValue.Instance;
            term = term.Replace(formula.Axes[axis], inside);
        }

        return new IndexValue(term);
    }

    /// <summary>A tensor over some axes as one over exactly <paramref name="axes"/>, in that order.</summary>
    private TensorValue ExpandTo(TensorValue tensor, IReadOnlyList<Axis> axes, TextSpan at)
    {
        var canonical = axes.OrderBy(a => a.Order).ToList();
        var value = AlignTo(tensor, canonical, at);
        var shape = new Shape(canonical.Select(a => a.Extent!));
        if (!value.Shape.Equals(shape))
            value = Emit(new Expand(shape), at, value);
        if (!canonical.SequenceEqual(axes))
            value = Emit(new Transpose(new EquatableList<int>(axes.Select(a => canonical.IndexOf(a)))), at, value);
        return Tensor(value, axes);
    }

    /// <summary>An index as numbers: a tensor over the axes it mentions, computed in integers.</summary>
    private TensorValue? IndexAsTensor(IndexTerm term, ElementType element, TextSpan at)
    {
        var integers = Integers(term, at);
        return element == ElementType.Int64 ? integers : Tensor(Emit(new Cast(element), at, Import(integers)), integers.Axes);
    }

    private TensorValue Integers(IndexTerm term, TextSpan at)
    {
        switch (term)
        {
            case IndexTerm.Constant { Value.Value: { } number }:
                return Tensor(Scalar(number, ElementType.Int64, at), []);
            case IndexTerm.Constant symbolic:
                return Tensor(ExtentAsScalar(symbolic.Value, ElementType.Int64, at), []);
            case IndexTerm.Of of:
                var iota = Emit(new Iota(of.Axis.Extent!), at);
                iota.Name ??= of.Axis.Name;
                return Tensor(iota, [of.Axis]);
            case IndexTerm.Sum sum:
                return Combine(new Add(), sum.Left, sum.Right);
            case IndexTerm.Product product:
                return Combine(new Mul(), product.Left, product.Right);
            case IndexTerm.Quotient quotient:
                return Combine(new FloorDiv(), quotient.Left, quotient.Right);
            case IndexTerm.Power power:
                return Combine(new Pow(), new IndexTerm.Constant(power.Base), power.Exponent);
            case IndexTerm.Clamped { Index: var index, Extent: var extent }:
                var positive = ApplyAligned(new Max(), at, [Integers(index, at), Integers(new IndexTerm.Constant(0), at)]);
                return (TensorValue)ApplyAligned(new Min(), at, [(TensorValue)positive, Integers(new IndexTerm.Constant(extent - Dim.One), at)]);
            default:
                var remainder = (IndexTerm.Remainder)term;
                return Combine(new Mod(), remainder.Left, remainder.Right);
        }

        TensorValue Combine(Operator op, IndexTerm left, IndexTerm right) =>
            (TensorValue)ApplyAligned(op, at, [Integers(left, at), Integers(right, at)]);
    }
}
