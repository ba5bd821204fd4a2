namespace Modelwright.Fuzz.Models;

/// <content>What is greatest, and whether something holds somewhere. Only numbers that every back end has are compared.</content>
internal sealed partial class Points
{
    /// <summary>Where something is greatest, as an int64 from 0 to 3; null where nothing fits.</summary>
    private string? Greatest(IReadOnlyList<Axis> axes) => FreshLine(axes, IsComparable) is { } line
        ? $"(argmax[{line.Axis.Name}{(line.Domain is null ? "" : " | " + line.Domain)}]({line.Read}) % 4)"
        : null;

    /// <summary>Whether a point is among the greatest, or whether something holds along a line.</summary>
    private string Selection(IReadOnlyList<Axis> axes)
    {
        var free = axes.Where(a => a.Extent != "T" || !streams).ToList();
        if (free.Count > 0 && dice.OneIn(2) && TopK(axes, dice.Of(free)) is { } chosen)
            return chosen;
        return FreshLine(axes, v => v.Element == "bool") is { } line
            ? $"{dice.Of("any", "all")}[{line.Axis.Name}{(line.Domain is null ? "" : " | " + line.Domain)}]({line.Read})"
            : Bool(axes, 0);
    }

    /// <summary>The choice of the greatest along an axis; null where nothing fits.</summary>
    private string? TopK(IReadOnlyList<Axis> axes, Axis along, string? domain = null) =>
        Pick(axes, v => IsComparable(v) && v.Dimensions.Contains(along.Extent)) is { } value
            ? $"topk[{along.Name}{(domain is null ? "" : " | " + domain)}]({Read(value, axes)}, {(domain is null && !IsNumber(along.Extent) ? 1 : 1 + dice.Next(2))})"
            : null;

    private static bool IsComparable(TypedValue value) => value.IsExact && value.Element is not "bool";
}
