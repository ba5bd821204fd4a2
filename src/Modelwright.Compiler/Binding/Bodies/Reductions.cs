using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Binding.Bodies;

/// <summary>The words that run along an axis in brackets.</summary>
internal static class Reductions
{
    private static readonly Dictionary<string, ReduceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["sum"] = ReduceKind.Sum, ["mean"] = ReduceKind.Mean, ["prod"] = ReduceKind.Prod, ["max"] = ReduceKind.Max, ["min"] = ReduceKind.Min,
        ["logsumexp"] = ReduceKind.LogSumExp, ["any"] = ReduceKind.Any, ["all"] = ReduceKind.All,
    };

    private static readonly string[] Others = ["argmax", "softmax", "cumsum", "topk"];

    public static HashSet<string> Names { get; } = new(Kinds.Keys.Concat(Others), StringComparer.Ordinal);

    public static ReduceKind? Kind(string name) => Kinds.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>Whether the axis goes on to exist, so that it must be bound already.</summary>
    public static bool KeepsAxis(string name) => name is "softmax" or "cumsum" or "topk";

    /// <summary>What comes of one over a single element, or null where that is as good as over several.</summary>
    public static string? OverOne(string name) => name switch
    {
        "softmax" => "is always 1",
        "argmax" => "is always 0",
        "topk" => "is always true",
        "mean" or "max" or "min" or "logsumexp" or "cumsum" => "changes nothing",
        _ => null,
    };
}
