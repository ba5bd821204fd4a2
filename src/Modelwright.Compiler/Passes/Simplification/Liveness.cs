using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// What the outputs of a model depend on: the values of every function, and of its arguments and results those that some
/// caller gives or reads for a purpose. A state of a scan matters as a whole: its start, its next value and its last one.
/// </summary>
internal sealed class Liveness
{
    private readonly Dictionary<Function, SortedSet<int>> _arguments;
    private readonly Dictionary<Function, SortedSet<int>> _results;
    private readonly Dictionary<Function, HashSet<Node>> _callers;
    private readonly Dictionary<Value, (Function Function, int Index)> _places = [];
    private readonly HashSet<Value> _values = [];
    private readonly Stack<Value> _pending = [];

    private Liveness(ModelGraph graph)
    {
        _arguments = graph.Functions.ToDictionary(f => f, _ => new SortedSet<int>());
        _results = graph.Functions.ToDictionary(f => f, _ => new SortedSet<int>());
        _callers = graph.Functions.ToDictionary(f => f, _ => new HashSet<Node>());
        foreach (var function in graph.Functions)
        {
            for (var i = 0; i < function.Arguments.Count; i++)
                _places[function.Arguments[i]] = (function, i);
        }

        _arguments[graph.Main].UnionWith(Enumerable.Range(0, graph.Main.Arguments.Count));
        for (var i = 0; i < graph.Main.Results.Count; i++)
            NeedResult(graph.Main, i);
        while (_pending.Count > 0)
            Follow(_pending.Pop());
    }

    /// <summary>Looks at a whole model.</summary>
    public static Liveness Of(ModelGraph graph) => new(graph);

    /// <summary>Which of a function's arguments matter.</summary>
    public IReadOnlyCollection<int> Arguments(Function function) => _arguments[function];

    /// <summary>Which of a function's results matter.</summary>
    public IReadOnlyCollection<int> Results(Function function) => _results[function];

    /// <summary>Whether a node computes something that matters.</summary>
    public bool Reaches(Node node) => node.Results.Any(_values.Contains);

    private void Need(Value value)
    {
        if (_values.Add(value))
            _pending.Push(value);
    }

    /// <summary>Goes from a value to what it is computed from, into the functions that are called and out to their callers.</summary>
    private void Follow(Value value)
    {
        var node = value.Producer;
        if (node.Operator is Invocation invocation)
        {
            NeedResult(invocation.Callee, value.Result);
            if (_callers[invocation.Callee].Add(node))
                FollowCall(node, invocation);
        }
        else if (node.Operator is Argument)
        {
            var (function, index) = _places[value];
            NeedArgument(function, index);
        }
        else
        {
            foreach (var input in node.Inputs)
                Need(input);
        }
    }

    // What earlier callers found out about the callee holds for this one too.
    private void FollowCall(Node node, Invocation invocation)
    {
        for (var i = 0; i < invocation.Leading; i++)
            Need(node.Inputs[i]);
        foreach (var index in _arguments[invocation.Callee].ToList())
            Give(node, index);
        foreach (var index in _results[invocation.Callee].Where(i => IsState(node, i)).ToList())
            NeedArgument(invocation.Callee, index);
    }

    private void NeedArgument(Function function, int index)
    {
        if (!_arguments[function].Add(index))
            return;
        foreach (var caller in _callers[function])
            Give(caller, index);
    }

    private void NeedResult(Function function, int index)
    {
        if (!_results[function].Add(index))
            return;
        Need(function.Results[index]);
        if (_callers[function].Any(caller => IsState(caller, index)))
            NeedArgument(function, index);
    }

    private void Give(Node caller, int argument)
    {
        Need(caller.Inputs[((Invocation)caller.Operator).Leading + argument]);
        if (IsState(caller, argument))
            NeedResult(((Scan)caller.Operator).Callee, argument);
    }

    // States are the first arguments of a step, and their next values its first results.
    private static bool IsState(Node caller, int index) => caller.Operator is Scan scan && index < scan.States.Count;
}
