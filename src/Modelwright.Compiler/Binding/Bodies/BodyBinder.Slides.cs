using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Reads of what stands around each place of an axis: convolutions.</content>
internal sealed partial class BodyBinder
{
    private sealed partial class IndexedRead
    {
        /// <summary>Steps with those before them are read before anything else: what comes out are the steps again.</summary>
        private void SlideTime()
        {
            for (var axis = 0; axis < _terms.Count; axis++)
            {
                if (binder._context.StreamAxis is { } time && _terms[axis] is not null && _value.Shape[axis] is { SymbolName: null } extent && extent.Mentions(time))
                    SlidePresent(axis);
            }

            // Taps that became axes have moved what follows.
            var places = Enumerable.Range(0, _terms.Count).Where(i => _terms[i] is null);
            _gathers = places.Zip(_gathers.OrderBy(g => g.Key), (place, gather) => (place, gather.Value)).ToDictionary(g => g.place, g => g.Value);
        }

        /// <summary>What a history keeps of each step with those before it was read when the step was the present one.</summary>
        private void SlidePresent(int axis)
        {
            var pasts = _terms[axis]!.Axes.Where(a => a.Extent!.IsPast).ToDictionary(a => a, a => new Axis(a.Name, a.Span, a.Order) { Extent = a.Extent!.Present });
            foreach (var (past, present) in pasts.Select(p => (p.Key, p.Value)))
                _terms[axis] = _terms[axis]!.Replace(past, new IndexTerm.Of(present));
            Simplify(axis);
            foreach (var (past, present) in pasts.Select(p => (p.Key, p.Value)))
            {
                for (var i = 0; i < _terms.Count; i++)
                    _terms[i] = _terms[i]?.Replace(present, new IndexTerm.Of(past));
            }
        }

        /// <summary><c>x[…, 2 * t + j, …]</c>: what stands around each place becomes axes of its own.</summary>
        private void Slide(int axis, Dim offset, IReadOnlyDictionary<Axis, Dim> scales)
        {
            if (scales.Values.Any(s => !s.IsConstant))
                return;
            var places = scales.Where(s => s.Value.Value > 0)
                .OrderBy(s => s.Key.Extent!.IsConstant).ThenByDescending(s => (s.Value * s.Key.Extent!).Value).Select(s => s.Key).FirstOrDefault();
            if (places is null)
                return;
            var stride = scales[places].Value!.Value;
            var beside = scales.Keys.Where(a => a != places).OrderBy(a => a.Order).ToList();
            var taps = beside.Where(a => !a.Extent!.Equals(Dim.One)).ToList();
            while (taps.Count > 1)
            {
                // The last taps of every point that the others reach.
                var last = taps[taps.Count - 1];
                taps.RemoveAt(taps.Count - 1);
                var reaches = taps.Append(places).Select(a => (Scale: scales[a], Reach: scales[a] * (a.Extent! - Dim.One))).ToList();
                var low = reaches.Where(r => r.Scale.Value < 0).Aggregate(Dim.Zero, (sum, r) => sum + r.Reach);
                var high = reaches.Where(r => r.Scale.Value > 0).Aggregate(Dim.Zero, (sum, r) => sum + r.Reach);
                Emit(new Slide(axis, high - low + Dim.One, last.Extent!, 1, scales[last].Value!.Value, offset + low));
                offset = Dim.Zero - low;
            }

            if (taps.Count == 1)
                Emit(new Slide(axis, places.Extent!, taps[0].Extent!, stride, scales[taps[0]].Value!.Value, offset));
            else if (stride == 1)
                Emit(new Slice(axis, offset, places.Extent!));
            else
            {
                Emit(new Slide(axis, places.Extent!, Dim.One, stride, 1, offset));
                _value = binder.Drop(_value, axis + 1, syntax.Span);
            }

            // A tap that is the only one of its axis moves nothing.
            for (var i = 0; i < beside.Count; i++)
            {
                if (beside[i].Extent!.Equals(Dim.One))
                    Emit(new Reshape(new Shape([.. _value.Shape.Take(axis + 1 + i), Dim.One, .. _value.Shape.Skip(axis + 1 + i)])));
            }

            _terms.RemoveAt(axis);
            _terms.InsertRange(axis, new[] { places }.Concat(beside).Select(a => new IndexTerm.Of(a)));

            void Emit(Operator op) => _value = binder.Emit(op, syntax.Span, _value);
        }
    }
}
