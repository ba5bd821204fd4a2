using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// Drops results that no caller reads: a function that contains recurrences returns their states, which few models look at.
/// Assumes nothing; guarantees that Main keeps its results, and that a step of a scan does.
/// </summary>
public static class UnusedResults
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var read = Read(graph);
        if (graph.Functions.All(f => read[f].Count == f.Results.Count))
            return graph;
        var functions = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
            functions[function] = Rebuild(function, functions, read);
        return graph.With(graph.Functions.Select(f => functions[f]).ToList());
    }

    // Callers first: what a function only hands on is read if its callers read it.
    private static Dictionary<Function, SortedSet<int>> Read(ModelGraph graph)
    {
        var read = graph.Functions.ToDictionary(f => f, _ => new SortedSet<int>());
        read[graph.Main].UnionWith(graph.Main.Results.Select((_, i) => i));
        foreach (var function in graph.Functions.Reverse())
        {
            var values = new HashSet<Value>(read[function].Select(i => function.Results[i]).Concat(function.Nodes.SelectMany(n => n.Inputs)));
            foreach (var node in function.Nodes)
            {
                if (node.Operator is Call call)
                    read[call.Callee].UnionWith(node.Results.Where(values.Contains).Select(r => r.Result));
                else if (node.Operator is Invocation other)
                    read[other.Callee].UnionWith(other.Callee.Results.Select((_, i) => i));
            }
        }

        return read;
    }

    private static Function Rebuild(
        Function function, IReadOnlyDictionary<Function, Function> functions, IReadOnlyDictionary<Function, SortedSet<int>> read)
    {
        var values = new Dictionary<Value, Value>();
        var nodes = new List<Node>();
        foreach (var node in function.Nodes)
        {
            var op = node.Operator is Invocation invocation ? invocation with { Callee = functions[invocation.Callee] } : node.Operator;
            var copy = new Node(op, node.Inputs.Select(input => values[input]).ToList(), node.Origin);
            nodes.Add(copy);
            var kept = node.Operator is Call call ? read[call.Callee].ToList() : Enumerable.Range(0, node.Results.Count).ToList();
            for (var i = 0; i < kept.Count; i++)
            {
                copy.Results[i].Name = node.Results[kept[i]].Name;
                values[node.Results[kept[i]]] = copy.Results[i];
            }
        }

        return new Function
        {
            Name = function.Name,
            Arguments = function.Arguments.Select(a => values[a]).ToList(),
            Nodes = nodes,
            Results = read[function].Select(i => values[function.Results[i]]).ToList(),
            Parameters = function.Parameters,
        };
    }
}
