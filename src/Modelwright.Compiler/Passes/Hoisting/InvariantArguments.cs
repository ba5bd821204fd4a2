using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Hoisting;

/// <summary>Which arguments of functions are one value of the model in every call, and which functions are called several times.</summary>
internal sealed class InvariantArguments
{
    private readonly Dictionary<Function, Value?[]> _origins = [];
    private readonly Dictionary<Function, int> _calls = [];
    private readonly HashSet<Function> _otherwise = [];

    private InvariantArguments(ModelGraph graph)
    {
        _calls[graph.Main] = 1;
        foreach (var function in graph.Functions.Reverse())
        {
            foreach (var node in function.Nodes)
            {
                if (node.Operator is Call call)
                    Look(node, call.Callee, function, graph);
                else if (node.Operator is Invocation other)
                    _otherwise.Add(other.Callee);
            }
        }
    }

    /// <summary>Looks at a whole model.</summary>
    public static InvariantArguments Of(ModelGraph graph) => new(graph);

    /// <summary>Whether a function runs several times in each run of the model, and only by calls.</summary>
    public bool IsRepeated(Function function) => _calls.TryGetValue(function, out var calls) && calls > 1 && !_otherwise.Contains(function);

    /// <summary>A function's arguments that are the same in every call, by their places.</summary>
    public IEnumerable<int> this[Function function] =>
        _origins.TryGetValue(function, out var origins) ? Enumerable.Range(0, origins.Length).Where(place => origins[place] is not null) : [];

    // Callers come first. Two calls are as good as many, and twice two must not grow beyond what an int holds.
    private void Look(Node call, Function callee, Function caller, ModelGraph graph)
    {
        _calls[callee] = Math.Min((_calls.TryGetValue(callee, out var before) ? before : 0) + (_calls.TryGetValue(caller, out var own) ? own : 2), 2);
        var origins = call.Inputs.Select(input => caller == graph.Main ? input : Origin(caller, input)).ToArray();
        _origins[callee] = _origins.TryGetValue(callee, out var known)
            ? known.Zip(origins, (a, b) => a == b ? a : null).ToArray()
            : origins;
    }

    private Value? Origin(Function function, Value value) =>
        value.Producer.Operator is Argument && _origins.TryGetValue(function, out var origins) ? origins[function.Arguments.ToList().IndexOf(value)] : null;
}
