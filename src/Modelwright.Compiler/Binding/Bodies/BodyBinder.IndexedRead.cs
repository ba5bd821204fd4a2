using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>From the indices of a read to views and gathers.</content>
internal sealed partial class BodyBinder
{
    /// <summary>
    /// One read of a tensor whose indices are settled: removes constants, splits mixed radix, repeats quotients, joins
    /// quotient and remainder, and gathers what is left, until every remaining axis of the tensor is an axis of the notation.
    /// </summary>
    private sealed partial class IndexedRead(
        BodyBinder binder, IndexExpression syntax, TensorValue tensor, List<IndexTerm?> terms, Dictionary<int, TensorValue> gathers)
    {
        private readonly List<IndexTerm?> _terms = [.. terms];
        private Dictionary<int, TensorValue> _gathers = gathers;
        private Value _value = binder.Import(tensor);

        // What is read, and its indices, before views of it are tried.
        private Value _whole = binder.Import(tensor);
        private IReadOnlyList<IndexTerm?> _wholeTerms = terms;

        public BoundValue Bind()
        {
            SlideTime();
            var plain = _terms.OfType<IndexTerm.Of>().Select(t => t.Axis).ToList();
            var gathered = _gathers.Values.SelectMany(g => g.Axes ?? []).ToList();
            for (var axis = 0; axis < _terms.Count; axis++)
                ReadHistory(axis);
            (_whole, _wholeTerms) = (_value, [.. _terms]);
            if (plain.Distinct().Count() != plain.Count || gathered.Intersect(_terms.SelectMany(t => t?.Axes ?? [])).Any() || gathered.Distinct().Count() != gathered.Count)
                return GatherShared();
            if (_gathers.Count == 0)
            {
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
                    return GatherShared();
                var indices = binder.Integers(_terms[axis]!, syntax.Span);
                _value = binder.Emit(new Gather(axis), syntax.Span, _value, binder.Import(indices));
                _terms.RemoveAt(axis);
                _terms.InsertRange(axis, indices.Axes!.Select(a => new IndexTerm.Of(a)));
            }

            var axes = _terms.Cast<IndexTerm.Of>().Select(t => t.Axis).ToList();
            return axes.Distinct().Count() == axes.Count ? binder.Tensor(_value, axes) : GatherShared();
        }

        /// <summary>A read along the history twin of a tensor's axis.</summary>
        private void ReadHistory(int axis)
        {
            if (_terms[axis] is not IndexTerm.Of { Axis: { } read } || !read.Extent!.IsPast || _value.Shape[axis].IsPast)
                return;
            var name = syntax.Target is NameExpression written ? written.Name : _value.Name ?? "history";
            _value = binder._builder.History(_value, axis, binder.Under(name), binder.At(syntax.Span));
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
            // In a session the steps of a call are not the first rows of a table: each step looks up its own.
            if (binder._context.StreamAxis is { } time && scales.Keys.Any(a => a.Extent!.SymbolName == time) && !_value.Shape[axis].Mentions(time))
                return;
            var order = new List<Axis>();
            var stride = Dim.One;
            while (order.Count < scales.Count)
            {
                var next = scales.Where(s => s.Value.Equals(stride) && !order.Contains(s.Key)).Select(s => s.Key).FirstOrDefault();
                if (next is null)
                {
                    Slide(axis, offset, scales);
                    return;
                }

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
            foreach (var axis in _gathers.Keys.OrderByDescending(a => a))
            {
                _value = binder.Emit(new Gather(axis), syntax.Span, _value, binder.Import(_gathers[axis]));
                _terms.RemoveAt(axis);
                _terms.InsertRange(axis, (_gathers[axis].Axes ?? []).Select(a => new IndexTerm.Of(a)));
            }

            for (var axis = _terms.Count - 1; axis >= 0; axis--)
                Simplify(axis);
        }

        /// <summary>
        /// A read with one index that shares axes of the notation with others, which are plain: <c>x[n[b, t], b, t, d]</c>.
        /// </summary>
        private BoundValue GatherShared()
        {
            var computed = Enumerable.Range(0, _wholeTerms.Count).Where(i => _wholeTerms[i] is not IndexTerm.Of).ToList();
            var plain = _wholeTerms.OfType<IndexTerm.Of>().Select(t => t.Axis).ToList();
            if (computed is not [var axis] || plain.Distinct().Count() != plain.Count)
                return GatherFlat();
            var indices = IndicesOf(axis);
            if (indices.Axes!.Except(plain).ToList() is not { Count: <= 1 } fresh)
                return GatherFlat();

            var axes = _wholeTerms.Select(t => t is IndexTerm.Of of ? of.Axis : fresh.FirstOrDefault()).ToList();
            var own = axes.Where(a => a is not null && indices.Axes!.Contains(a)).Select(a => a!).ToList();
            var arranged = binder.ExpandTo(indices, own, syntax.Span);
            var shape = new Shape(axes.Select(a => a is not null && own.Contains(a) ? a.Extent! : Dim.One));
            var taken = binder.Emit(new TakeAlong(axis), syntax.Span, _whole, binder.Emit(new Reshape(shape), syntax.Span, arranged.Value));
            return binder.Tensor(fresh.Count == 0 ? binder.Drop(taken, axis, syntax.Span) : taken, axes.OfType<Axis>().ToList());
        }

        /// <summary>
        /// Any read: axes that share an axis of the notation with another index, or follow no pattern, become one, and the
        /// position of every point along it is gathered. The others stay as they are, and so do the steps of the stream.
        /// </summary>
        private BoundValue GatherFlat()
        {
            var used = Enumerable.Range(0, _wholeTerms.Count).Select(AxesOf).ToList();
            var plain = Enumerable.Range(0, used.Count).Where(i => _wholeTerms[i] is IndexTerm.Of).ToList();
            var free = plain.Where(i => !used.Where((_, j) => j != i).Any(u => u.Intersect(used[i]).Any())).ToList();
            var steps = plain.Except(free).Where(i => binder.IsTime(_whole.Shape[i].Present)).GroupBy(i => used[i][0]).Select(same => same.First()).ToList();
            var bound = Enumerable.Range(0, used.Count).Except(free).Except(steps).ToList();
            if (bound.Any(i => binder.IsTime(_whole.Shape[i].Present)))
                return binder.Error(Diagnostics.CannotStream, syntax.Span, StreamCheck.ReadsGivenSteps(binder._context.StreamAxis!));
            BoundValue position = new IndexValue(new IndexTerm.Constant(0));
            foreach (var axis in bound)
            {
                var stride = bound.Where(other => other > axis).Aggregate(Dim.One, (product, other) => product * _whole.Shape[other]);
                BoundValue index = IndicesOf(axis);
                if (index is TensorValue { Type.Element: ElementType.Int32 } narrow)
                    index = binder.Tensor(binder.Emit(new Cast(ElementType.Int64), syntax.Span, binder.Import(narrow)), narrow.Axes);
                position = binder.Arithmetic(
                    BinaryOperator.Add, position,
                    binder.Apply(new Mul(), syntax.Span, index, new IntValue(stride)), syntax.Span, syntax.Span);
            }

            if (position is not TensorValue flat)
                return ErrorValue.Instance;
            var source = _whole;
            List<int> order = [.. free, .. steps, .. bound];
            if (!order.SequenceEqual(Enumerable.Range(0, order.Count)))
                source = binder.Emit(new Transpose(new EquatableList<int>(order)), syntax.Span, source);
            var kept = free.Concat(steps).Select(i => used[i][0]).ToList();
            var count = source.Shape.Skip(kept.Count).Aggregate(Dim.One, (product, extent) => product * extent);
            source = Shaped(source, [.. source.Shape.Take(kept.Count), count]);
            return steps.Count > 0
                ? TakeAtSteps(source, flat, kept)
                : binder.Tensor(binder.Emit(new Gather(kept.Count), syntax.Span, source, binder.Import(flat)), [.. kept, .. flat.Axes!]);
        }

        /// <summary>
        /// Reads the last axis at positions of each step's own. Steps that only the positions have are new axes of the data; all
        /// other axes of the positions are one while they are taken.
        /// </summary>
        private TensorValue TakeAtSteps(Value source, TensorValue positions, IReadOnlyList<Axis> kept)
        {
            var (later, places) = (new List<Axis>(), new List<Axis>());
            foreach (var axis in positions.Axes!.Except(kept))
                (binder.IsTime(axis.Extent!.Present) ? later : places).Add(axis);
            List<Axis> lines = [.. kept, .. later];
            var along = lines.Count;
            var extents = lines.Select(a => a.Extent!).ToList();
            var own = lines.Where(positions.Axes!.Contains).ToList();
            if (later.Count > 0)
            {
                var count = source.Shape[kept.Count];
                source = Shaped(source, [.. source.Shape.Take(kept.Count), .. later.Select(_ => Dim.One), count]);
                source = binder.Emit(new Expand(new Shape([.. extents, count])), syntax.Span, source);
            }

            var arranged = binder.ExpandTo(positions, [.. own, .. places], syntax.Span).Value;
            var together = places.Aggregate(Dim.One, (product, a) => product * a.Extent!);
            var indices = Shaped(arranged, [.. lines.Select(a => own.Contains(a) ? a.Extent! : Dim.One), together]);
            var taken = binder.Emit(new TakeAlong(along), syntax.Span, source, indices);
            return binder.Tensor(Shaped(taken, [.. extents, .. places.Select(a => a.Extent!)]), [.. lines, .. places]);
        }

        private Value Shaped(Value value, IEnumerable<Dim> extents) =>
            binder.Emit(new Reshape(new Shape([.. extents])), syntax.Span, value);

        private TensorValue IndicesOf(int axis) =>
            _gathers.TryGetValue(axis, out var indices) ? indices with { Axes = indices.Axes ?? [] } : binder.Integers(_wholeTerms[axis]!, syntax.Span);

        private IReadOnlyList<Axis> AxesOf(int axis) =>
            _gathers.TryGetValue(axis, out var indices) ? indices.Axes ?? [] : _wholeTerms[axis]!.Axes;
    }
}
