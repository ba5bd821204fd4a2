using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Hoisting;

/// <summary>What the callers of a function can do in its place, once for several calls; its results become arguments.</summary>
/// <param name="Function">The function.</param>
/// <param name="Known">What can be computed from the arguments that callers give to several calls.</param>
/// <param name="Worth">What of it is to be moved, with all that it is computed from.</param>
internal sealed record CallersWork(Function Function, HashSet<Value> Known, HashSet<Value> Worth)
{
    /// <summary>
    /// Moves work into callers, from the innermost functions outwards. The choice is given each function as it was and as
    /// it has become with what its callees have moved into it. What nothing reads any more is left to <see cref="DeadCode"/>.
    /// </summary>
    public static ModelGraph Move(ModelGraph graph, Func<Function, Function, CallersWork?> choose)
    {
        var functions = new Dictionary<Function, Function>();
        var heads = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
        {
            var caller = Rewriter.Run(function, functions, (to, node, inputs) =>
                node.Operator is Call call && heads.TryGetValue(call.Callee, out var before)
                    ? to.AddNode(call with { Callee = to[call.Callee] }, [.. inputs, .. to.AddBody(before, call, inputs)])
                    : null);
            if (choose(function, caller) is { Worth.Count: > 0 } work)
                (heads[function], functions[function]) = work.Divide();
            else
                functions[function] = caller;
        }

        return graph.With(graph.Functions.Select(f => functions[f]).ToList());
    }

    /// <summary>What callers do before, as a function of the same arguments; and the function that takes that as arguments too.</summary>
    private (Function Head, Function Tail) Divide()
    {
        var read = new HashSet<Value>(Function.Nodes.Where(n => !n.Results.Any(Worth.Contains)).SelectMany(n => n.Inputs).Concat(Function.Results));
        // A view costs nothing where it is.
        var moved = Function.Nodes.SelectMany(n => n.Results).Where(v => Worth.Contains(v) && read.Contains(v)).Select(BehindViews).Distinct().ToList();
        var head = new Function
        {
            Name = Function.Name,
            Arguments = Function.Arguments,
            Nodes = Function.Nodes.Where(n => n.Operator is Argument || n.Results.Any(Known.Contains)).ToList(),
            Results = moved,
            Parameters = [],
        };
        return (head, WithArguments(Function, moved));
    }

    private static Function WithArguments(Function function, IReadOnlyList<Value> moved)
    {
        var labels = new HashSet<string>(function.Arguments.Select(a => ((Argument)a.Producer.Operator).Label), StringComparer.Ordinal);
        var values = moved.ToDictionary(value => value, value => NewArgument(value, labels));
        var nodes = function.Arguments.Concat(moved.Select(value => values[value])).Select(a => a.Producer).ToList();
        foreach (var node in function.Nodes.Where(n => n.Operator is not Argument && !n.Results.Any(values.ContainsKey)))
        {
            var inputs = node.Inputs.Select(At).ToList();
            var copy = inputs.SequenceEqual(node.Inputs) ? node : new Node(node.Operator, inputs, node.Origin);
            foreach (var result in node.Results.Where(_ => copy != node))
            {
                copy.Results[result.Result].Name = result.Name;
                values[result] = copy.Results[result.Result];
            }

            nodes.Add(copy);
        }

        return new Function
        {
            Name = function.Name,
            Arguments = [.. function.Arguments, .. moved.Select(value => values[value])],
            Nodes = nodes,
            Results = function.Results.Select(At).ToList(),
            Parameters = function.Parameters,
        };

        Value At(Value value) => values.TryGetValue(value, out var replacement) ? replacement : value;
    }

    private static Value NewArgument(Value value, HashSet<string> labels)
    {
        var name = value.Name ?? (value.Producer.Operator is PointwiseOperator op ? op.Name : "shared");
        var label = name;
        for (var i = 2; !labels.Add(label); i++)
            label = FormattableString.Invariant($"{name}_{i}");
        var argument = new Node(new Argument(value.Type, label), []).Result;
        argument.Name = name;
        return argument;
    }

    private static Value BehindViews(Value value)
    {
        while (value.Producer.Operator is Reshape or Transpose)
            value = value.Producer.Inputs[0];
        return value;
    }
}
