using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Hoisting;

/// <summary>
/// Which arguments of functions every caller also gives to another call, or puts into several lists: the sources of a mix
/// over depth, what an encoder hands to all layers of a decoder. What travels from one layer to the next is not among them.
/// </summary>
internal sealed class SharedArguments
{
    private readonly Dictionary<Function, HashSet<int>> _positions;
    private readonly HashSet<Value> _shared = [];

    private SharedArguments(ModelGraph graph)
    {
        _positions = graph.Functions.ToDictionary(f => f, f => new HashSet<int>(Enumerable.Range(0, f.Arguments.Count)));
        _positions[graph.Main].Clear();
        foreach (var function in graph.Functions.Reverse())
            Look(function);
    }

    /// <summary>Looks at a whole model.</summary>
    public static SharedArguments Of(ModelGraph graph) => new(graph);

    /// <summary>A function's arguments that are shared, by their places.</summary>
    public IReadOnlyCollection<int> this[Function function] => _positions[function];

    private void Look(Function function)
    {
        var readers = function.Nodes.Where(n => n.Operator is Call or Reshape or Concat)
            .SelectMany(n => n.Inputs.Distinct()).GroupBy(v => v).ToDictionary(g => g.Key, g => g.Count());
        foreach (var place in _positions[function])
            _shared.Add(function.Arguments[place]);
        foreach (var node in function.Nodes)
        {
            if (node.Operator is Reshape or Concat && node.Inputs.Any(_shared.Contains))
                _shared.UnionWith(node.Results);
            _shared.UnionWith(node.Results.Where(r => readers.TryGetValue(r, out var count) && count > 1));
            if (node.Operator is Call call)
                _positions[call.Callee].RemoveWhere(place => !_shared.Contains(node.Inputs[place]));
            else if (node.Operator is Invocation other)
                _positions[other.Callee].Clear();
        }
    }
}
