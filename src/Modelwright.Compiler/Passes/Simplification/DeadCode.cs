using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Drops what no output depends on: nodes, arguments and results of functions, sequences, states and outputs of scans, and
/// functions that nobody calls. Assumes nothing; guarantees that Main keeps its signature and that every parameter keeps
/// its declaration and path, also one that no longer matters: weights files hold it.
/// </summary>
public static class DeadCode
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var live = Liveness.Of(graph);
        var functions = new Dictionary<Function, Function>();
        var parameters = graph.ParametersByFunction();
        foreach (var function in graph.Functions)
            functions[function] = Sweep(function, live, functions, parameters);
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

    private static Function Sweep(
        Function function, Liveness live, IReadOnlyDictionary<Function, Function> functions,
        IReadOnlyDictionary<Function, IReadOnlyList<Parameter>> parameters)
    {
        var arguments = live.Arguments(function).Select(i => function.Arguments[i]).ToList();
        var values = new Dictionary<Value, Value>();
        var (nodes, dead) = (new List<Node>(), new List<Node>());
        foreach (var node in function.Nodes)
        {
            if (node.Operator is Argument ? arguments.Contains(node.Result) : live.Reaches(node))
                nodes.Add(Copy(node, live, functions, values));
            else
                dead.Add(node);
        }

        if (live.Results(function).Count == function.Results.Count && nodes.SequenceEqual(function.Nodes))
            return function;

        // What a dropped instance declared is declared in its place.
        var orphans = Calls(dead).SelectMany(call => parameters[call.Callee].Select(p => p.In(call.Path)));
        var declared = function.Parameters.Concat(orphans).GroupBy(p => p.Path, StringComparer.Ordinal).Select(g => g.First());
        return new Function
        {
            Name = function.Name,
            Arguments = arguments.Select(a => values[a]).ToList(),
            Nodes = nodes,
            Results = live.Results(function).Select(i => values[function.Results[i]]).ToList(),
            Parameters = declared.ToList(),
        };
    }

    private static Node Copy(Node node, Liveness live, IReadOnlyDictionary<Function, Function> functions, Dictionary<Value, Value> values)
    {
        var (op, inputs, results) = (node.Operator, node.Inputs, node.Results);
        if (op is Invocation { Callee: var callee } invocation)
        {
            op = Narrow(invocation, live) with { Callee = functions[callee] };
            inputs = [.. node.Inputs.Take(invocation.Leading), .. live.Arguments(callee).Select(i => node.Inputs[invocation.Leading + i])];
            results = live.Results(callee).Select(i => node.Results[i]).ToList();
        }

        inputs = inputs.Select(input => values[input]).ToList();
        var copy = op.Equals(node.Operator) && inputs.SequenceEqual(node.Inputs) ? node : new Node(op, inputs, node.Origin);
        for (var i = 0; i < results.Count; i++)
        {
            copy.Results[i].Name = results[i].Name;
            values[results[i]] = copy.Results[i];
        }

        return copy;
    }

    private static Invocation Narrow(Invocation invocation, Liveness live)
    {
        if (invocation is not Scan scan)
            return invocation;
        var (arguments, results) = (live.Arguments(scan.Callee), live.Results(scan.Callee));
        return scan with
        {
            States = Kept(scan.States, results, 0),
            Sequences = Kept(scan.Sequences, arguments, scan.States.Count),
            Outputs = Kept(scan.Outputs, results, scan.States.Count),
        };
    }

    // The items whose place, counted from the first one's, is among the kept.
    private static EquatableList<T> Kept<T>(EquatableList<T> items, IReadOnlyCollection<int> kept, int first) =>
        new(items.Where((_, i) => kept.Contains(first + i)));

    private static IEnumerable<Invocation> Calls(IEnumerable<Node> nodes) => nodes.Select(n => n.Operator).OfType<Invocation>();
}
