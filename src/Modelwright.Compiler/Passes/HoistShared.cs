using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// Takes out of functions what their callers can do once for several calls: reductions of arguments that are given to
/// several calls (the statistics of a normalised source), and lists of such arguments, which one argument then stands for.
/// So a list that grows from layer to layer is put together in one place, and each layer reads a part of it.
/// </summary>
/// <remarks>
/// Nothing gets larger by it: a list is as large as its items, a reduction is smaller than what it reads. What else
/// depends on such arguments alone stays where it is. Assumes nothing; <see cref="DeadCode"/> has to run after it.
/// </remarks>
public static class HoistShared
{
    /// <summary>Takes out the lists.</summary>
    public static ModelGraph Lists(ModelGraph graph) => Run(graph, lists: true);

    /// <summary>Takes out the reductions.</summary>
    public static ModelGraph Reductions(ModelGraph graph) => Run(graph, lists: false);

    private static ModelGraph Run(ModelGraph graph, bool lists)
    {
        var shared = SharedArguments.Of(graph);
        var functions = new Dictionary<Function, Function>();
        var heads = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
        {
            var caller = Rewriter.Run(function, functions, (to, node, inputs) =>
                node.Operator is Call call && heads.TryGetValue(call.Callee, out var before)
                    ? to.AddNode(call with { Callee = to[call.Callee] }, [.. inputs, .. to.AddBody(before, call, inputs)])
                    : null);
            if (shared[function].Count > 0 && Divide(caller, shared[function], lists) is var (head, tail))
                (heads[function], functions[function]) = (head, tail);
            else
                functions[function] = caller;
        }

        return graph.With(graph.Functions.Select(f => functions[f]).ToList());
    }

    /// <summary>What callers do before, as a function of the same arguments; and the function that takes that as arguments too.</summary>
    private static (Function Head, Function Tail)? Divide(Function function, IReadOnlyCollection<int> places, bool lists)
    {
        var shared = new HashSet<Value>(places.Select(place => function.Arguments[place]));
        if (lists)
            function = Group(function, shared);
        var known = Known(function, shared);
        var worth = lists ? ListsOf(function, shared) : ReductionsOf(function, known);
        if (worth.Count == 0)
            return null;

        var read = new HashSet<Value>(function.Nodes.Where(n => !n.Results.Any(worth.Contains)).SelectMany(n => n.Inputs).Concat(function.Results));
        // A view costs nothing where it is.
        var moved = function.Nodes.SelectMany(n => n.Results).Where(v => worth.Contains(v) && read.Contains(v)).Select(BehindViews).Distinct().ToList();
        var head = new Function
        {
            Name = function.Name,
            Arguments = function.Arguments,
            Nodes = function.Nodes.Where(n => n.Operator is Argument || n.Results.Any(known.Contains)).ToList(),
            Results = moved,
            Parameters = [],
        };
        return (head, WithArguments(function, moved));
    }

    private static Function Group(Function function, HashSet<Value> shared)
    {
        var callees = function.Nodes.Select(n => n.Operator).OfType<Invocation>().Select(i => i.Callee).Distinct().ToDictionary(f => f);
        var lists = new Dictionary<(Concat, EquatableList<Value>), Value>();
        return Rewriter.Run(function, callees, (to, node, inputs) => node.Operator is Concat concat ? Grouped(to, concat, inputs, shared, lists) : null);
    }

    // Neighbours in a list that are shared become a list of their own.
    private static IReadOnlyList<Value>? Grouped(Rewriter to, Concat concat, IReadOnlyList<Value> items, HashSet<Value> shared, Dictionary<(Concat, EquatableList<Value>), Value> lists)
    {
        var grouped = new List<Value>();
        for (var i = 0; i < items.Count; i++)
        {
            var run = items.Skip(i).TakeWhile(item => shared.Contains(Behind(item))).ToList();
            grouped.Add(run.Count > 1 ? List(run) : items[i]);
            i += Math.Max(run.Count, 1) - 1;
        }

        return grouped.Count is 1 ? [grouped[0]] : grouped.Count < items.Count ? [to.Add(concat, grouped.ToArray())] : null;

        // The next list may begin with the same items.
        Value List(List<Value> run)
        {
            var key = (concat, new EquatableList<Value>(run));
            return lists.TryGetValue(key, out var known) ? known : lists[key] = to.Add(concat, run.ToArray());
        }
    }

    /// <summary>What depends on shared arguments and constants alone, and is computed without states.</summary>
    private static HashSet<Value> Known(Function function, HashSet<Value> shared)
    {
        var known = new HashSet<Value>(shared);
        foreach (var node in function.Nodes)
        {
            if (node.Operator is Constant || (node.Operator is PointwiseOperator or Reduce or Reshape or Transpose or Concat && node.Inputs.All(known.Contains)))
                known.UnionWith(node.Results);
        }

        return known;
    }

    private static HashSet<Value> ListsOf(Function function, HashSet<Value> shared) => new(
        function.Nodes.Where(n => n.Operator is Concat && n.Inputs.Count > 1 && n.Inputs.All(item => shared.Contains(Behind(item)))).Select(n => n.Result));

    /// <summary>Reductions, and what depends on them and on constants alone.</summary>
    private static HashSet<Value> ReductionsOf(Function function, HashSet<Value> known)
    {
        var reductions = new HashSet<Value>();
        foreach (var node in function.Nodes.Where(n => n.Results.Any(known.Contains)))
        {
            if (node.Operator is Reduce || (node.Inputs.Any(reductions.Contains) && node.Inputs.All(input => reductions.Contains(input) || input.Producer.Operator is Constant)))
                reductions.UnionWith(node.Results);
        }

        return reductions;
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
        var name = value.Name ?? "shared";
        var label = name;
        for (var i = 2; !labels.Add(label); i++)
            label = FormattableString.Invariant($"{name}_{i}");
        var argument = new Node(new Argument(value.Type, label), []).Result;
        argument.Name = name;
        return argument;
    }

    private static Value Behind(Value item)
    {
        while (item.Producer.Operator is Reshape)
            item = item.Producer.Inputs[0];
        return item;
    }

    private static Value BehindViews(Value value)
    {
        while (value.Producer.Operator is Reshape or Transpose)
            value = value.Producer.Inputs[0];
        return value;
    }
}
