namespace Modelwright.Fuzz.Models;

/// <content>Reads beside a point, which find zeros beyond the ends.</content>
internal sealed partial class Points
{
    /// <summary>A place near an axis; along time that streams one before it.</summary>
    private string Shifted(Axis axis) => axis.Extent == "T" && streams
        ? $"{axis.Name} - {1 + dice.Next(3)}"
        : $"{axis.Name} {dice.Of("- 1", "- 2", "+ 1")}";

    /// <summary>A short convolution along an axis; null where nothing lies along one.</summary>
    private string? Taps(IReadOnlyList<Axis> axes)
    {
        if (axes.Count == 0 || _reduced > 2)
            return null;
        var axis = dice.Of(axes);
        if (Pick(axes, v => v.Element == "float" && v.Dimensions.Contains(axis.Extent)) is not { } source)
            return null;
        var tap = $"r{_reduced++}";
        var at = source.Dimensions.ToList().IndexOf(axis.Extent);
        var place = axis.Extent == "T" && streams ? dice.Of($"{axis.Name} - {tap}", $"{axis.Name} - 2 + {tap}") : dice.Of($"{axis.Name} - {tap}", $"{axis.Name} + {tap} - 1", $"{axis.Name} - 2 * {tap}");
        var read = $"{source.Name}[{string.Join(", ", source.Dimensions.Select((d, i) => i == at ? place : Index(d, axes)))}]";
        return $"0.3 * sum[{tap}: {dice.Of("2", "3")}]({read})";
    }
}
