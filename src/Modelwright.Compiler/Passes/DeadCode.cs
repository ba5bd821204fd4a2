using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// Drops nodes whose results nobody reads, and functions that nobody calls. Assumes nothing; guarantees that arguments
/// stay and that every parameter keeps its declaration and path, also one that no longer matters: weights files hold it.
/// </summary>
public static class DeadCode
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var functions = new Dictionary<Function, Function>();
        var parameters = graph.ParametersByFunction();
        foreach (var function in graph.Functions)
            functions[function] = Rewriter.Run(Sweep(function, parameters), functions, (_, _, _) => null);
        return WithoutUncalled(graph.With(graph.Functions.Select(f => functions[f]).ToList()));
    }

    /// <summary>Drops functions that nothing calls any more.</summary>
    internal static ModelGraph WithoutUncalled(ModelGraph graph)
    {
        var called = new HashSet<Function> { graph.Main };
        foreach (var function in graph.Functions.Reverse().Where(called.Contains))
            called.UnionWith(Calls(function.Nodes).Select(call => call.Callee));
        return graph.With(graph.Functions.Where(called.Contains).ToList());
    }

    private static Function Sweep(Function function, IReadOnlyDictionary<Function, IReadOnlyList<Parameter>> parameters)
    {
        var read = new HashSet<Value>(function.Results);
        var dead = new List<Node>();
        foreach (var node in function.Nodes.Reverse())
        {
            if (node.Operator is Argument || node.Results.Any(read.Contains))
                read.UnionWith(node.Inputs);
            else
                dead.Add(node);
        }

        if (dead.Count == 0)
            return function;

        // What a dropped instance declared is declared in its place.
        var orphans = Calls(dead).SelectMany(call => parameters[call.Callee].Select(p => p.In(call.Path)));
        var declared = function.Parameters.Concat(orphans).GroupBy(p => p.Path, StringComparer.Ordinal).Select(g => g.First());
        return new Function
        {
            Name = function.Name,
            Arguments = function.Arguments,
            Nodes = function.Nodes.Except(dead).ToList(),
            Results = function.Results,
            Parameters = declared.ToList(),
        };
    }

    private static IEnumerable<Invocation> Calls(IEnumerable<Node> nodes) => nodes.Select(n => n.Operator).OfType<Invocation>();
}
