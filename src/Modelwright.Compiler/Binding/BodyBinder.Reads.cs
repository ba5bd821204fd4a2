using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

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
            return Error(Diagnostics.Misplaced, domain.Span, "only reductions and softmax have a domain");
        var target = Target(index.Target);
        switch (target)
        {
            case ErrorValue:
                return target;
            case ListValue list:
                return ListItem(list, index);
            case TensorValue { Axes: null } tensor when _index is null || index.Items.Any(i => i.IsRange):
                return IndexWhole(tensor, index);
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
        return number >= 0 && number < list.Items.Count
            ? Replace(list.Items[(int)number], t => Tensor(Import(t), t.Axes))
            : Error(Diagnostics.OutsideIndex, start.Span, FormattableString.Invariant($"the list has {list.Items.Count} items; {number} is outside"));
    }

    /// <summary>Outside of index notation: constants select, ranges slice, an integer tensor gathers; missing axes are whole.</summary>
    private BoundValue IndexWhole(TensorValue tensor, IndexExpression index)
    {
        var rank = tensor.Shape.Rank;
        var ellipsis = index.Items.ToList().FindIndex(i => i.IsEllipsis);
        var written = index.Items.Count - (ellipsis < 0 ? 0 : 1);
        if (written > rank)
            return Error(Diagnostics.IndexCount, index.Span, $"'{_source.Slice(index.Target.Span)}' has {Words.Count(rank, "axis", "axes")}, but there are {written} indices");
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
                if (!Proofs.IsNonNegative(end - start) || !Proofs.IsNonNegative(value.Shape[axis] - end))
                    return Error(Diagnostics.OutsideIndex, item.Span, $"the range {start}..{end} is not inside 0..{value.Shape[axis]}");
                value = Emit(new Slice(axis, start, end - start), item.Span, value);
                axis++;
                continue;
            }

            switch (Evaluate(item.Start!))
            {
                case ErrorValue:
                    return ErrorValue.Instance;
                case IntValue { Number: var number }:
                    if (!Proofs.IsNonNegative(number) || !Proofs.IsPositive(value.Shape[axis] - number))
                        return Error(Diagnostics.OutsideIndex, item.Span, $"the index {number} is not inside 0..{value.Shape[axis]}");
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
        if (Items(index, tensor.Shape.Rank, report: true) is not { } items)
            return ErrorValue.Instance;
        var leading = _index!.Leading.Axes;
        var leadingAt = index.Items.ToList().FindIndex(i => i.IsEllipsis);
        var reads = new List<IndexTerm?>();
        var gathers = new Dictionary<int, TensorValue>();
        for (var axis = 0; axis < items.Count; axis++)
        {
            if (items[axis] is not { } item)
            {
                reads.Add(new IndexTerm.Of(leading![axis - leadingAt]));
                continue;
            }

            var asIndex = _asIndex;
            _asIndex = true;
            var value = Evaluate(item);
            _asIndex = asIndex;
            switch (value)
            {
                case ErrorValue:
                    return value;
                case IntValue or IndexValue:
                    var term = Term(value);
                    if (!IsInside(term, tensor.Shape[axis], item.Span))
                        return ErrorValue.Instance;
                    reads.Add(term);
                    break;
                case TensorValue { Type.Element: ElementType.Int64 or ElementType.Int32 } indices when indices.Axes is not null || indices.Shape.Rank == 0:
                    gathers.Add(axis, indices);
                    reads.Add(null);
                    break;
                default:
                    return Error(Diagnostics.WrongKind, item.Span, $"an index is an integer, an axis or an integer tensor; this is {Describe(value)}");
            }
        }

        return new IndexedRead(this, index, tensor, reads, gathers).Bind();
    }

    private bool IsInside(IndexTerm term, Dim extent, TextSpan at)
    {
        // A plain axis has this extent, or the history twin of it.
        if (term is IndexTerm.Of { Axis: { } axis } && axis.Extent!.Present.Equals(extent.Present))
            return true;
        if (term.Range() is { } range && Proofs.IsNonNegative(range.Low) && Proofs.IsPositive(extent - range.High))
            return true;
        Report(
            Diagnostics.OutsideIndex, at,
            term.Range() is { } known
                ? $"the index '{_source.Slice(at)}' runs from {known.Low} to {known.High}, which is not inside 0..{extent}"
                : $"the index '{_source.Slice(at)}' is not provably inside 0..{extent}");
        return false;
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
            default:
                var remainder = (IndexTerm.Remainder)term;
                return Combine(new Mod(), remainder.Left, remainder.Right);
        }

        TensorValue Combine(Operator op, IndexTerm left, IndexTerm right) =>
            (TensorValue)ApplyAligned(op, at, [Integers(left, at), Integers(right, at)]);
    }

    /// <summary>
    /// One read of a tensor whose indices are settled: removes constants, splits mixed radix, repeats quotients, joins
    /// quotient and remainder, and gathers what is left, until every remaining axis of the tensor is an axis of the notation.
    /// </summary>
    private sealed class IndexedRead(
        BodyBinder binder, IndexExpression syntax, TensorValue tensor, List<IndexTerm?> terms, Dictionary<int, TensorValue> gathers)
    {
        private readonly List<IndexTerm?> _terms = [.. terms];
        private Value _value = binder.Import(tensor);

        public BoundValue Bind()
        {
            var plain = _terms.OfType<IndexTerm.Of>().Select(t => t.Axis).ToList();
            var gathered = gathers.Values.SelectMany(g => g.Axes ?? []).ToList();
            if (plain.Distinct().Count() != plain.Count || gathered.Intersect(_terms.SelectMany(t => t?.Axes ?? [])).Any() || gathered.Distinct().Count() != gathered.Count)
                return GatherFlat();
            if (gathers.Count == 0)
            {
                for (var axis = 0; axis < _terms.Count; axis++)
                    ReadHistory(axis);
                for (var axis = 0; axis + 1 < _terms.Count; axis++)
                    Join(axis);
                for (var axis = _terms.Count - 1; axis >= 0; axis--)
                    Simplify(axis);
            }
            else
            {
                GatherTensors();
            }

            // What is still an expression shares an axis with another index or follows no pattern of its own.
            for (var axis = _terms.Count - 1; axis >= 0; axis--)
            {
                if (_terms[axis] is IndexTerm.Of)
                    continue;
                var others = _terms.Where((_, i) => i != axis).SelectMany(t => t!.Axes).ToList();
                if (_terms[axis]!.Axes.Intersect(others).Any())
                    return GatherFlat();
                var indices = binder.Integers(_terms[axis]!, syntax.Span);
                _value = binder.Emit(new Gather(axis), syntax.Span, _value, binder.Import(indices));
                _terms.RemoveAt(axis);
                _terms.InsertRange(axis, indices.Axes!.Select(a => new IndexTerm.Of(a)));
            }

            var axes = _terms.Cast<IndexTerm.Of>().Select(t => t.Axis).ToList();
            return axes.Distinct().Count() == axes.Count ? binder.Tensor(_value, axes) : GatherFlat();
        }

        /// <summary>A read along the history twin of a tensor's axis.</summary>
        private void ReadHistory(int axis)
        {
            if (_terms[axis] is not IndexTerm.Of { Axis: { } read } || !read.Extent!.IsPast || _value.Shape[axis].IsPast)
                return;
            var name = syntax.Target is NameExpression written ? written.Name : _value.Name ?? "history";
            _value = binder._builder.History(_value, axis, name, binder.At(syntax.Span));
        }

        /// <summary><c>x[…, n / E, n % E, …]</c>: two axes become one.</summary>
        private void Join(int axis)
        {
            if (_terms[axis] is not IndexTerm.Quotient { Left: IndexTerm.Of high, Right: IndexTerm.Constant { Value: var divisor } }
                || _terms[axis + 1] is not IndexTerm.Remainder { Left: IndexTerm.Of low, Right: IndexTerm.Constant { Value: var modulus } }
                || high.Axis != low.Axis || !divisor.Equals(modulus) || !divisor.Equals(_value.Shape[axis + 1])
                || !high.Axis.Extent!.Equals(_value.Shape[axis] * _value.Shape[axis + 1]))
            {
                return;
            }

            var joined = _value.Shape.ToList();
            joined[axis] = high.Axis.Extent!;
            joined.RemoveAt(axis + 1);
            _value = binder.Emit(new Reshape(new Shape(joined)), syntax.Span, _value);
            _terms[axis] = high;
            _terms.RemoveAt(axis + 1);
        }

        private void Simplify(int axis)
        {
            switch (_terms[axis])
            {
                case IndexTerm.Constant constant:
                    _value = binder.Drop(binder.Emit(new Slice(axis, constant.Value, 1), syntax.Span, _value), axis, syntax.Span);
                    _terms.RemoveAt(axis);
                    return;
                case IndexTerm.Quotient { Left: IndexTerm.Of of, Right: IndexTerm.Constant { Value: var times } }
                    when of.Axis.Extent!.Equals(_value.Shape[axis] * times):
                    _value = binder.Emit(new Repeat(axis, times), syntax.Span, _value);
                    _terms[axis] = of;
                    return;
                case { } term when term.Affine() is { Scales.Count: > 0 } affine:
                    Split(axis, affine.Offset, affine.Scales);
                    return;
            }
        }

        /// <summary><c>x[…, h * E + e, …]</c>: one axis becomes several; an offset or a shorter run is a slice first.</summary>
        private void Split(int axis, Dim offset, IReadOnlyDictionary<Axis, Dim> scales)
        {
            var order = new List<Axis>();
            var stride = Dim.One;
            while (order.Count < scales.Count)
            {
                var next = scales.Where(s => s.Value.Equals(stride) && !order.Contains(s.Key)).Select(s => s.Key).FirstOrDefault();
                if (next is null)
                    return;
                order.Insert(0, next);
                stride *= next.Extent!;
            }

            if (!offset.Equals(Dim.Zero) || !stride.Equals(_value.Shape[axis]))
                _value = binder.Emit(new Slice(axis, offset, stride), syntax.Span, _value);
            if (order.Count > 1)
            {
                var shape = _value.Shape.Take(axis).Concat(order.Select(a => a.Extent!)).Concat(_value.Shape.Skip(axis + 1));
                _value = binder.Emit(new Reshape(new Shape(shape)), syntax.Span, _value);
            }

            _terms.RemoveAt(axis);
            _terms.InsertRange(axis, order.Select(a => new IndexTerm.Of(a)));
        }

        private void GatherTensors()
        {
            foreach (var axis in gathers.Keys.OrderByDescending(a => a))
            {
                _value = binder.Emit(new Gather(axis), syntax.Span, _value, binder.Import(gathers[axis]));
                _terms.RemoveAt(axis);
                _terms.InsertRange(axis, (gathers[axis].Axes ?? []).Select(a => new IndexTerm.Of(a)));
            }

            for (var axis = _terms.Count - 1; axis >= 0; axis--)
                Simplify(axis);
        }

        /// <summary>Any read: the position of every point in the tensor's row-major order, gathered from the flat tensor.</summary>
        private BoundValue GatherFlat()
        {
            var source = binder.Import(tensor);
            BoundValue position = new IndexValue(new IndexTerm.Constant(0));
            for (var axis = 0; axis < terms.Count; axis++)
            {
                var stride = source.Shape.Skip(axis + 1).Aggregate(Dim.One, (product, extent) => product * extent);
                var index = gathers.TryGetValue(axis, out var indices) ? indices : (BoundValue)binder.Integers(terms[axis]!, syntax.Span);
                if (index is TensorValue { Type.Element: ElementType.Int32 } narrow)
                    index = binder.Tensor(binder.Emit(new Cast(ElementType.Int64), syntax.Span, binder.Import(narrow)), narrow.Axes);
                position = binder.Arithmetic(
                    BinaryOperator.Add, position,
                    binder.Apply(new Mul(), syntax.Span, index, new IntValue(stride)), syntax.Span, syntax.Span);
            }

            if (position is not TensorValue flat)
                return ErrorValue.Instance;
            var line = binder.Emit(new Reshape(new Shape([source.Shape.Count])), syntax.Span, source);
            return binder.Tensor(binder.Emit(new Gather(0), syntax.Span, line, binder.Import(flat)), flat.Axes);
        }
    }
}
