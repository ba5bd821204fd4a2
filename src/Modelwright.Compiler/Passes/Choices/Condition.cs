using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// A choice on which it depends whether an element of a value matters: it does only where the mask, read at
/// <paramref name="Places"/>, is as said.
/// </summary>
/// <param name="Mask">A bool, or an index that picks one place of an axis.</param>
/// <param name="Places">For each axis of the mask the value's axis along which it is read, or <c>~i</c> where it is read at i.</param>
/// <param name="Holds">Whether a bool has to hold, or not to hold.</param>
/// <param name="Picked">Of an index the place, written as in <paramref name="Places"/>, that it has to pick; null for a bool.</param>
/// <param name="IsFactor">
/// Whether elements are multiplied by 0 where they don't matter, so that they must at least be finite there, rather than
/// passed over.
/// </param>
internal sealed record Condition(Value Mask, EquatableList<int> Places, bool Holds, int? Picked, bool IsFactor)
{
    /// <summary>The condition on a bool that is laid onto the value.</summary>
    public static Condition Of(Placement mask, bool holds, bool isFactor) =>
        new(mask.Value, new(mask.Axes.Select(axis => axis == Placement.Unit ? ~0 : axis)), holds, null, isFactor);

    /// <summary>The same choice whether elements are passed over or multiplied by 0.</summary>
    public Condition Choice => IsFactor ? this with { IsFactor = false } : this;

    /// <summary>Whether the condition asks only for axes before one.</summary>
    public bool IsWithin(int rank) => Places.All(place => place < rank) && Picked is null or < 0;

    /// <summary>The condition on another value, of which each axis of this one is some axis or <c>~i</c>; null where it has none.</summary>
    public Condition? Moved(Func<int, int?> axis)
    {
        var places = Places.Select(place => place < 0 ? place : axis(place)).ToList();
        var picked = Picked is >= 0 and var own ? axis(own) : Picked;
        return places.Contains(null) || (Picked is not null && picked is null)
            ? null
            : this with { Places = new(places.Select(place => place!.Value)), Picked = picked };
    }
}
