using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>How far an index that follows an axis step by step reaches beyond the ends of what it reads.</summary>
/// <param name="Before">How many elements before the first one.</param>
/// <param name="After">How many behind the last one.</param>
internal sealed record Shift(Dim Before, Dim After)
{
    /// <summary>
    /// The reach of <c>s * t + d * j + … + c</c> over an extent, where the axis t runs over all of it, or its history, in steps of
    /// s; null for any other index.
    /// </summary>
    public static Shift? Of(IndexTerm term, Dim extent)
    {
        if (!IsMeant(term) || term.Affine() is not var (offset, scales) || scales.Values.Any(s => !s.IsConstant))
            return null;
        foreach (var (axis, scale) in scales.OrderBy(s => s.Key.Order).Select(s => (s.Key, s.Value.Value!.Value)))
        {
            var (low, high) = (offset, offset);
            foreach (var tap in scales.Where(s => s.Key != axis))
            {
                var reach = tap.Value * (tap.Key.Extent!.Present - Dim.One);
                (low, high) = tap.Value.Value < 0 ? (low + reach, high) : (low, high + reach);
            }

            if (scale > 0 && Excess(axis.Extent!.Present, scale, extent.Present, low) is { } excess &&
                Least(Dim.Zero - low) is { } before && Least(high + excess - scale + Dim.One) is { } after)
            {
                return new Shift(before, after);
            }
        }

        return null;
    }

    /// <summary>
    /// Whether an index looks like a shift: an offset, or places that overlap. Blocks side by side, as in <c>h * size + e</c>, are
    /// mixed radix, where reaching beyond the end is a mistake.
    /// </summary>
    public static bool IsMeant(IndexTerm term)
    {
        if (term.Affine() is not var (offset, scales) || scales.Count == 0)
            return false;
        if (!offset.Equals(Dim.Zero) || scales.Values.Any(s => s.Value is null or < 0))
            return true;
        var block = Dim.One;
        foreach (var tap in scales.OrderBy(s => s.Value.Value))
        {
            if (!Proofs.IsNonNegative(tap.Value - block))
                return true;
            block = tap.Value * tap.Key.Extent!;
        }

        return false;
    }

    /// <summary>
    /// At most how much further than the extent so many places reach, one scale apart; null where they don't cover it, or the last
    /// of them reads nothing of it.
    /// </summary>
    private static Dim? Excess(Dim places, long scale, Dim extent, Dim low)
    {
        if (Dim.CeilingDivide(extent, scale).Equals(places))
            return scale - 1;
        if (Dim.FloorDivide(extent, scale).Equals(places))
            return Dim.Zero;
        var excess = (scale * places) - extent;
        return Proofs.IsNonNegative(excess) && Proofs.IsNonNegative(scale - Dim.One - low - excess) ? excess : null;
    }

    /// <summary>A number of elements that is at least a value and not negative; null where the sign cannot be told.</summary>
    private static Dim? Least(Dim value) =>
        Proofs.IsNonNegative(value) ? value : Proofs.IsNonNegative(Dim.Zero - value) ? Dim.Zero : null;
}
