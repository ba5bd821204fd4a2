using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>
/// Follows tensors that have the steps before the present ones too, [.., n + T, ..], until they are read step by step again: T
/// neighbours of n + T, the last of which is at most the present one.
/// </summary>
internal sealed class StreamWindows(string name)
{
    private readonly Dim _now = Dim.Symbol(name);
    private readonly Dictionary<Value, int> _open = [];

    /// <summary>Whether a node makes or reads such a tensor.</summary>
    public bool Concerns(Node node) =>
        (node.Operator is Window window && node.Inputs[0].Shape[window.Axis].Equals(_now)) || node.Inputs.Any(_open.ContainsKey);

    /// <summary>Whether a node gives the steps that the next call has before its own.</summary>
    public bool IsLeftBehind(Node node) => node.Operator is Slice slice && node.Inputs[0].Producer.Operator is Window { State: not null } window &&
        slice.Axis == window.Axis && slice.Start.Equals(_now) && slice.Length.Equals(window.Before);

    /// <summary>Why a node that <see cref="Concerns"/> these tensors has no step form, or null.</summary>
    public string? Obstacle(Node node) => node.Operator switch
    {
        Window window when !_open.ContainsKey(node.Inputs[0]) => Open(node, window),
        Slide slide when IsOpen(node, slide.Axis) => Read(node, slide.Axis, slide.Count, slide.Stride),
        Slice when IsLeftBehind(node) => null,
        Slice slice when IsOpen(node, slice.Axis) => Read(node, slice.Axis, slice.Length, stride: 1),
        _ => $"a shift along {name} has to be the only index that moves with {name}",
    };

    private bool IsOpen(Node node, int axis) => _open.TryGetValue(node.Inputs[0], out var open) && open == axis;

    private string? Open(Node node, Window window)
    {
        if (!window.After.Equals(Dim.Zero))
            return $"reading {window.After} {(window.After.Equals(Dim.One) ? "step" : "steps")} ahead along {name} needs steps that are still to come";
        if (window.State is null)
            return $"the steps before those of a call are {window.Before}, which is no fixed number";
        _open[node.Result] = window.Axis;
        return null;
    }

    private string? Read(Node node, int axis, Dim count, long stride)
    {
        if (stride != 1)
            return FormattableString.Invariant($"reading {name} in steps of {stride} gives other steps than were given");
        if (!count.Equals(_now))
            _open[node.Result] = axis;
        return null;
    }
}
