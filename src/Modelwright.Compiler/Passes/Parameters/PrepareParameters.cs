using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>
/// Moves what depends on parameters and constants alone out of a function, into one that prepares its instances when
/// weights are loaded: a rate -exp(a), the norms of a weight's columns, the keys of learned positions.
/// </summary>
/// <remarks>
/// Views stay where they are read, they cost nothing; so do large tables that little is gathered from, and what is far
/// larger than the parameters it is made of. Assumes that <see cref="Inline"/> and <see cref="HoistSteps"/> have run, which
/// bring such work together; leaves dead nodes to <see cref="DeadCode"/>. Guarantees that every function keeps its
/// declarations of parameters and that what it leaves out is a <see cref="Prepare"/>.
/// </remarks>
public static class PrepareParameters
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var parameters = graph.ParametersByFunction();
        var sizes = parameters.ToDictionary(p => p.Key, p => p.Value.Sum(parameter => LoadTime.Bytes(parameter.Type)));
        var names = new HashSet<string>(graph.Functions.Select(f => f.Name), StringComparer.Ordinal);
        var preparing = new HashSet<Function>(graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Prepare>().Select(p => p.Callee));
        var functions = new Dictionary<Function, Function>();
        var kept = new List<Function>();
        foreach (var function in graph.Functions)
        {
            var work = new PreparedWork(function, sizes);
            if (preparing.Contains(function) || work.Roots.Count == 0)
            {
                functions[function] = Rewriter.Run(function, functions, (_, _, _) => null);
            }
            else
            {
                var prepared = Extract(function, work, functions, Named(function.Name, names));
                kept.Add(prepared);
                functions[function] = Rewriter.Run(function, functions, Replace(work, prepared, parameters));
            }

            kept.Add(functions[function]);
        }

        return graph.With(kept);
    }

    private static Rewriter.Rule Replace(PreparedWork work, Function prepared, IReadOnlyDictionary<Function, IReadOnlyList<Parameter>> parameters)
    {
        // What an instance that is called there declared is declared here in its place.
        var called = work.Nodes.Select(n => n.Operator).OfType<Invocation>().SelectMany(call => parameters[call.Callee].Select(p => p.In(call.Path))).ToList();
        IReadOnlyList<Value>? results = null;
        var (first, count) = (new Dictionary<Node, int>(), 0);
        foreach (var root in work.Roots)
        {
            first[root] = count;
            count += root.Results.Count;
        }

        return (to, node, _) =>
        {
            if (results is null)
            {
                called.ForEach(to.Declare);
                results = to.AddNode(new Prepare(prepared, ""), []);
            }

            return first.TryGetValue(node, out var place) ? results.Skip(place).Take(node.Results.Count).ToList() : null;
        };
    }

    private static Function Extract(Function function, PreparedWork work, IReadOnlyDictionary<Function, Function> functions, string name)
    {
        var values = new Dictionary<Value, Value>();
        var nodes = new List<Node>();
        foreach (var node in work.Nodes)
        {
            var op = node.Operator is Invocation call ? call with { Callee = functions[call.Callee] } : node.Operator;
            var copy = new Node(op, node.Inputs.Select(input => values[input]).ToList(), node.Origin);
            nodes.Add(copy);
            foreach (var result in node.Results)
            {
                copy.Results[result.Result].Name = result.Name;
                values[result] = copy.Results[result.Result];
            }
        }

        var read = new HashSet<string>(nodes.Select(n => n.Operator).OfType<LoadParameter>().Select(load => load.Path), StringComparer.Ordinal);
        return new Function
        {
            Name = name,
            Arguments = [],
            Nodes = nodes,
            Results = work.Roots.SelectMany(root => root.Results).Select(result => values[result]).ToList(),
            Parameters = function.Parameters.Where(p => read.Contains(p.Path)).ToList(),
        };
    }

    private static string Named(string function, HashSet<string> names)
    {
        var name = function + "Prepared";
        for (var i = 2; !names.Add(name); i++)
            name = FormattableString.Invariant($"{function}Prepared_{i}");
        return name;
    }
}
