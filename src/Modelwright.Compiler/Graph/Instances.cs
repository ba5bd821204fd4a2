using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Graph;

/// <summary>A state that a session keeps: what one <see cref="History"/> node of one instance reads.</summary>
/// <param name="Path">The instance's path and the state's name: <c>layers.3.attn.k</c>.</param>
/// <param name="Type">The type of everything kept; the history axis is a history twin.</param>
/// <param name="Axis">The history axis.</param>
public sealed record State(string Path, TensorType Type, int Axis);

/// <summary>What a model holds once every call is followed, under full paths.</summary>
public static class Instances
{
    /// <summary>Every parameter: a function's own, then those of its calls in order.</summary>
    public static IReadOnlyList<Parameter> AllParameters(this ModelGraph graph) =>
        graph.ParametersByFunction()[graph.Main].GroupBy(p => p.Path, StringComparer.Ordinal).Select(g => g.First()).ToList();

    /// <summary>Every state: a function's own, then those of its calls in order.</summary>
    public static IReadOnlyList<State> AllStates(this ModelGraph graph) =>
        ByFunction(graph, OwnStates, (state, instance) => state with { Path = Join(instance, state.Path) })[graph.Main];

    /// <summary>A path inside an instance, seen from the instance's caller.</summary>
    public static string Join(string instance, string path) =>
        instance.Length == 0 ? path : path.Length == 0 ? instance : instance + "." + path;

    /// <summary>A parameter of an instance, seen from the instance's caller.</summary>
    internal static Parameter In(this Parameter parameter, string instance) => parameter with { Path = Join(instance, parameter.Path) };

    /// <summary>Each function's parameters with those of what it calls; an instance called twice gives its own twice.</summary>
    internal static IReadOnlyDictionary<Function, IReadOnlyList<Parameter>> ParametersByFunction(this ModelGraph graph) =>
        ByFunction(graph, function => function.Parameters, In);

    private static Dictionary<Function, IReadOnlyList<T>> ByFunction<T>(
        ModelGraph graph, Func<Function, IEnumerable<T>> own, Func<T, string, T> seenFrom)
    {
        var all = new Dictionary<Function, IReadOnlyList<T>>();
        foreach (var function in graph.Functions)
        {
            var called = function.Nodes.Select(n => n.Operator).OfType<Call>()
                .SelectMany(call => all[call.Callee].Select(item => seenFrom(item, call.Path)));
            all[function] = own(function).Concat(called).ToList();
        }

        return all;
    }

    private static IEnumerable<State> OwnStates(Function function) =>
        from node in function.Nodes
        let history = node.Operator as History
        where history is not null
        select new State(history.State, node.Result.Type, history.Axis);
}
