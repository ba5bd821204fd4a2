using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Shifts <c>x[b, t - 3 + j, c]</c>: reads that find zeros beyond the ends of an axis.</content>
internal sealed partial class BodyBinder
{
    /// <summary>
    /// Puts zeros around a tensor and counts its indices from the first of them. Along the streamed axis what stands before
    /// the present steps are those before them, which a session keeps.
    /// </summary>
    private TensorValue Surround(TensorValue tensor, IReadOnlyDictionary<int, Shift> shifts, List<IndexTerm?> terms, IndexExpression read)
    {
        var value = Import(tensor);

        // The streamed axis last: a state then keeps what is around the others too, and nothing stands between it and its readers.
        foreach (var axis in shifts.Keys.OrderBy(axis => IsTime(value.Shape[axis])).ThenBy(axis => axis))
        {
            var (before, after) = (shifts[axis].Before, shifts[axis].After);
            value = IsTime(value.Shape[axis]) && after.Equals(Dim.Zero) && before.IsConstant
                ? _builder.Window(value, axis, before, Under(read.Target is NameExpression name ? name.Name : value.Name ?? "window"), At(read.Span))
                : Emit(new Window(axis, before, after), read.Span, value);
            terms[axis] = new IndexTerm.Sum(terms[axis]!, new IndexTerm.Constant(before));
        }

        return Tensor(value);
    }

    private bool IsTime(Dim extent) => _context.StreamAxis is { } axis && extent.SymbolName == axis;

    /// <summary>What keeps an index from being a shift, for one that looks like it; otherwise nothing.</summary>
    private static string ShiftHint(IndexTerm term, Dim extent)
    {
        const string shift = "; for a shift, which reads zero outside, ";
        if (!Shift.IsMeant(term) || term.Affine() is not var (_, scales))
            return "";
        if (scales.Values.Any(s => !s.IsConstant))
            return shift + "the steps have to be constants";
        var places = scales.Keys.Where(axis => scales[axis].Value > 0)
            .OrderBy(axis => axis.Extent!.IsConstant).ThenByDescending(axis => axis.Extent!.Value).FirstOrDefault();
        return places is null ? "" : shift + $"'{places.Name}' has to run over {Dim.CeilingDivide(extent, scales[places])}, not over {places.Extent}";
    }
}
