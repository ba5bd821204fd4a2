using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Hoisting;

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
        return CallersWork.Move(graph, (original, function) => shared[original].Count > 0 ? Choose(function, shared[original], lists) : null);
    }

    private static CallersWork? Choose(Function function, IReadOnlyCollection<int> places, bool lists)
    {
        var shared = new HashSet<Value>(places.Select(place => function.Arguments[place]));
        if (lists)
            function = Group(function, shared);
        var known = Known(function, shared);
        return new CallersWork(function, known, lists ? ListsOf(function, shared) : ReductionsOf(function, known));
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

    private static Value Behind(Value item)
    {
        while (item.Producer.Operator is Reshape)
            item = item.Producer.Inputs[0];
        return item;
    }
}
