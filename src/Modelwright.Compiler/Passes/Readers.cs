using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes;

/// <summary>Who reads what in a function, and where its nodes stand.</summary>
internal sealed class Readers
{
    private readonly Dictionary<Node, int> _places = [];
    private readonly ILookup<Node, Node> _readers;
    private readonly HashSet<Node> _results;

    /// <summary>Looks at a function.</summary>
    public Readers(Function function)
    {
        foreach (var node in function.Nodes)
            _places[node] = _places.Count;
        _readers = function.Nodes.SelectMany(node => node.Inputs.Select(input => (input.Producer, node))).ToLookup(read => read.Producer, read => read.node);
        _results = new HashSet<Node>(function.Results.Select(result => result.Producer));
    }

    /// <summary>The number of nodes before one.</summary>
    public int Place(Node node) => _places[node];

    /// <summary>Whether only nodes among the given ones read a node, and the caller does not.</summary>
    public bool AreAll(Node node, HashSet<Node> among) => !_results.Contains(node) && _readers[node].All(among.Contains);
}
