using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// What the outputs of a model depend on: the values of every function, and of its arguments and results those that some
/// caller gives or reads for a purpose. A state of a scan matters as a whole: its start, its next value and its last one.
/// </summary>
internal sealed class Liveness
{
    private readonly Dictionary<Function, SortedSet<int>> _arguments;
    private readonly Dictionary<Function, SortedSet<int>> _results;
    private readonly HashSet<Value> _values = [];

    private Liveness(ModelGraph graph)
    {
        _arguments = graph.Functions.ToDictionary(f => f, _ => new SortedSet<int>());
        _results = graph.Functions.ToDictionary(f => f, _ => new SortedSet<int>());
        _arguments[graph.Main].UnionWith(Enumerable.Range(0, graph.Main.Arguments.Count));
        _results[graph.Main].UnionWith(Enumerable.Range(0, graph.Main.Results.Count));

        // What a caller reads says what its callees compute; what those read says what the caller does.
        int before;
        do
        {
            before = Size;
            foreach (var function in graph.Functions.Reverse())
                Visit(function);
        }
        while (Size != before);
    }

    /// <summary>Looks at a whole model.</summary>
    public static Liveness Of(ModelGraph graph) => new(graph);

    /// <summary>Which of a function's arguments matter.</summary>
    public IReadOnlyCollection<int> Arguments(Function function) => _arguments[function];

    /// <summary>Which of a function's results matter.</summary>
    public IReadOnlyCollection<int> Results(Function function) => _results[function];

    /// <summary>Whether a node computes something that matters.</summary>
    public bool Reaches(Node node) => node.Results.Any(_values.Contains);

    private int Size => _values.Count + _arguments.Values.Sum(a => a.Count) + _results.Values.Sum(r => r.Count);

    private void Visit(Function function)
    {
        _values.UnionWith(_results[function].Select(i => function.Results[i]));
        foreach (var node in function.Nodes.Reverse().Where(Reaches))
            _values.UnionWith(node.Operator is Invocation invocation ? Operands(node, invocation) : node.Inputs);
        _arguments[function].UnionWith(Enumerable.Range(0, function.Arguments.Count).Where(i => _values.Contains(function.Arguments[i])));
    }

    private IEnumerable<Value> Operands(Node node, Invocation invocation)
    {
        var (arguments, results) = (_arguments[invocation.Callee], _results[invocation.Callee]);
        results.UnionWith(node.Results.Where(_values.Contains).Select(r => r.Result));
        if (invocation is Scan scan)
        {
            var states = Enumerable.Range(0, scan.States.Count).Where(i => arguments.Contains(i) || results.Contains(i)).ToList();
            arguments.UnionWith(states);
            results.UnionWith(states);
        }

        return arguments.Select(i => node.Inputs[i]);
    }
}
