using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Graph;

/// <summary>A state that a session keeps for one instance: the history that a <see cref="History"/> reads, the steps before a <see cref="Window"/>, or a state of a <see cref="Scan"/> or a <see cref="RecurrenceOperator"/>.</summary>
/// <param name="Path">The instance's path and the state's name: <c>layers.3.attn.k</c>.</param>
/// <param name="Type">The type of what is kept; a history axis is a history twin.</param>
/// <param name="Axis">The axis of the steps that are kept, or null where the state has none.</param>
public sealed record State(string Path, TensorType Type, int? Axis)
{
    /// <summary>The most steps that are kept between calls; null where there are none, and where all are.</summary>
    public long? Kept => Axis is { } axis ? Type.Shape[axis].Kept : null;

    /// <summary>Whether the state grows with every step.</summary>
    public bool Grows => Axis is not null && Kept is null;
}

/// <summary>What a model holds once every call is followed, under full paths.</summary>
public static class Instances
{
    /// <summary>Every parameter: a function's own, then those of its calls in order.</summary>
    public static IReadOnlyList<Parameter> AllParameters(this ModelGraph graph) =>
        graph.ParametersByFunction()[graph.Main].GroupBy(p => p.Path, StringComparer.Ordinal).Select(g => g.First()).ToList();

    /// <summary>Every state: a function's own, then those of its calls in order.</summary>
    public static IReadOnlyList<State> AllStates(this ModelGraph graph) =>
        ByFunction(graph, function => function.States(graph.StreamAxis), In)[graph.Main];

    /// <summary>A path inside an instance, seen from the instance's caller.</summary>
    public static string Join(string instance, string path) =>
        instance.Length == 0 ? path : path.Length == 0 ? instance : instance + "." + path;

    /// <summary>A parameter of an instance, seen from the instance's caller.</summary>
    internal static Parameter In(this Parameter parameter, string instance) => parameter with { Path = Join(instance, parameter.Path) };

    /// <summary>An operator of an instance's function, seen from the instance's caller.</summary>
    internal static Operator In(this Operator op, string instance) => op.In(instance, instance);

    /// <summary>The same where the states of the call are not at the instance's path.</summary>
    internal static Operator In(this Operator op, string instance, string states) => op switch
    {
        LoadParameter load => load with { Path = Join(instance, load.Path) },
        LoadStack stack => stack with { Parts = new(stack.Parts.Select(part => part with { Path = Join(instance, part.Path) })) },
        History history => history with { State = Join(states, history.State) },
        Window { State: { } state } window => window with { State = Join(states, state) },
        RecurrenceOperator recurrence => recurrence with { State = Join(states, recurrence.State) },
        Call call when states != instance || call.States is not null => call with { Path = Join(instance, call.Path), States = Join(states, call.StatePath) },
        Invocation call => call with { Path = Join(instance, call.Path) },
        _ => op,
    };

    /// <summary>Each function's parameters with those of what it calls; an instance called twice gives its own twice.</summary>
    internal static IReadOnlyDictionary<Function, IReadOnlyList<Parameter>> ParametersByFunction(this ModelGraph graph) =>
        ByFunction(graph, function => function.Parameters, (parameter, call) => parameter.In(call.Path));

    /// <summary>A function's own states, without those of functions it calls; paths relative to the instance.</summary>
    internal static IEnumerable<State> States(this Function function, string? streamAxis) => function.Nodes.SelectMany(node => node.Operator switch
    {
        History history => [new State(history.State, node.Result.Type, history.Axis)],
        Window { State: { } state } window => [new State(state, new TensorType(node.Result.Type.Element, node.Result.Shape.With(window.Axis, window.Before)), null)],
        Scan scan when scan.KeepsStates(streamAxis) => scan.States.Select((name, i) => new State(Join(scan.Path, name), node.Results[i].Type, null)),
        RecurrenceOperator recurrence when recurrence.KeepsState(streamAxis) => [new State(recurrence.State, node.Results[0].Type, null)],
        _ => Enumerable.Empty<State>(),
    });

    // A scan keeps what its step keeps for each step.
    private static State In(State state, Invocation call) => new(
        Join(call.StatePath, state.Path),
        call is Scan scan ? new TensorType(state.Type.Element, [scan.Length, .. state.Type.Shape]) : state.Type,
        call is Scan ? state.Axis + 1 : state.Axis);

    private static Dictionary<Function, IReadOnlyList<T>> ByFunction<T>(
        ModelGraph graph, Func<Function, IEnumerable<T>> own, Func<T, Invocation, T> seenFrom)
    {
        var all = new Dictionary<Function, IReadOnlyList<T>>();
        foreach (var function in graph.Functions)
        {
            var called = function.Nodes.Select(n => n.Operator).OfType<Invocation>()
                .SelectMany(call => all[call.Callee].Select(item => seenFrom(item, call)));
            all[function] = own(function).Concat(called).ToList();
        }

        return all;
    }
}
