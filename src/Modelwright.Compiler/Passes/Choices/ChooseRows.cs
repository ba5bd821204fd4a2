using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Fusion;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// Computes a row only where it matters: what a choice passes over (an expert that is not among the chosen, a block that is
/// skipped) becomes a <see cref="CallWhere"/> of the rows that the choice keeps. The rest of the graph stays as it is and finds 0 in
/// the other rows.
/// </summary>
/// <remarks>
/// <see cref="DemandAnalysis"/> says where values matter, <see cref="RowRegion"/> what can be computed row by row and is worth it.
/// Assumes that <see cref="Contractions"/> has run; guarantees that results are the same wherever the rows passed over are
/// finite. Where they are not, a factor of 0 takes them away, too.
/// </remarks>
public static class ChooseRows
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var names = new HashSet<string>(graph.Functions.Select(f => f.Name), StringComparer.Ordinal);
        var functions = new Dictionary<Function, Function>();
        var kept = new List<Function>();
        foreach (var function in graph.Functions)
        {
            var changed = Rewriter.Run(function, functions, (_, _, _) => null);
            functions[function] = Choose(changed, kept, names);
            kept.Add(functions[function]);
        }

        return WithoutMovedParameters(DeadCode.Run(graph.With(kept)));
    }

    private static Function Choose(Function function, List<Function> kept, HashSet<string> names)
    {
        var functions = kept.ToDictionary(f => f, f => f);
        var inlined = WithDemandedCalls(function, functions);
        var choices = Choices(inlined);
        return choices.Count == 0 ? function : Rewrite(inlined, choices, names, kept, functions);
    }

    // The bodies of calls that matter in some rows alone, where whole bodies can be computed for these.
    private static Function WithDemandedCalls(Function function, IReadOnlyDictionary<Function, Function> functions)
    {
        if (!function.Nodes.Any(node => node.Operator is Call))
            return function;
        var demands = DemandAnalysis.Of(function);
        return Rewriter.Run(function, functions, (to, node, inputs) =>
        {
            if (node.Operator is not Call call || node.Results.Count != 1 || !Ranks(demands[node.Result]).Any(rank => IsOfRows(call.Callee, rank)))
                return null;
            var results = to.AddBody(call.Callee, call, inputs);
            results[0].Name = node.Result.Name ?? results[0].Name ?? call.Callee.Name;
            return results;
        });
    }

    private static bool IsOfRows(Function callee, int rank)
    {
        var result = callee.Results[0];
        return result.Shape.Rank >= rank && RowRegion.Of(result, rank, new Readers(callee), _ => false) is { } region && region.IsWork() &&
            region.Sliced.Concat(region.Shared).All(value => value.Producer.Operator is Argument);
    }

    private static Dictionary<Node, Choice> Choices(Function function)
    {
        var demands = DemandAnalysis.Of(function);
        var readers = new Readers(function);
        var choices = new Dictionary<Node, Choice>();
        var taken = new HashSet<Node>();
        var hopeless = new HashSet<(Node, int)>();
        foreach (var node in function.Nodes.Reverse())
        {
            if (node.Results.Count != 1 || taken.Contains(node) || node.Inputs.Count == 0 || node.Operator is Reshape or Transpose or Slice or Expand or Repeat)
                continue;
            foreach (var rank in Ranks(demands[node.Result]).Where(rank => !hopeless.Contains((node, rank))))
            {
                if (RowRegion.Of(node.Result, rank, readers, taken.Contains) is not { } region)
                    continue;
                if (!region.HasProducts)
                    hopeless.UnionWith(region.Nodes.Select(inner => (inner, rank)));
                if (!region.IsWork() || Known(demands[node.Result], region, choices) is not { IsConditional: true } known)
                    continue;
                choices[node] = new Choice(region, known);
                taken.UnionWith(region.Nodes.Where(region.Contains));
                break;
            }
        }

        return choices;
    }

    // How many leading axes may be the rows.
    private static IEnumerable<int> Ranks(Demand demand) => demand.IsConditional
        ? demand.Terms.SelectMany(term => term).SelectMany(condition => condition.Places).Where(place => place >= 0).Select(place => place + 1).Distinct().OrderByDescending(rank => rank)
        : [];

    // A condition has to be known before the rows are computed that it chooses.
    private static Demand Known(Demand demand, RowRegion region, IReadOnlyDictionary<Node, Choice> choices)
    {
        var depends = new Dictionary<Value, bool>();
        return demand.Select(condition => condition.IsWithin(region.Rank) && !Depends(condition.Mask) ? condition.Choice : null);

        bool Depends(Value mask)
        {
            if (depends.TryGetValue(mask, out var known))
                return known;
            var (pending, seen) = (new Stack<Node>([mask.Producer]), new HashSet<Node>());
            while (pending.Count > 0)
            {
                var node = pending.Pop();
                if (region.Contains(node))
                    return depends[mask] = true;
                if (!seen.Add(node))
                    continue;
                foreach (var input in node.Inputs.Concat(choices.TryGetValue(node, out var choice) ? choice.Masks : []))
                    pending.Push(input.Producer);
            }

            return depends[mask] = false;
        }
    }

    private static Function Rewrite(
        Function function, Dictionary<Node, Choice> choices, HashSet<string> names, List<Function> kept, IReadOnlyDictionary<Function, Function> functions)
    {
        var declared = function.Parameters.ToDictionary(p => p.Path, StringComparer.Ordinal);
        return Rewriter.Run(InOrder(function, choices), functions, (to, node, _) =>
        {
            if (!choices.TryGetValue(node, out var choice))
                return null;
            var region = choice.Region;
            var callee = Choose(region.Build(Name(region.Path(), names), declared), kept, names);
            kept.Add(callee);
            return to.AddNode(
                new CallWhere(callee, region.Path()),
                [choice.Mask(to, new Shape(node.Result.Shape.Take(region.Rank))), .. region.Sliced.Concat(region.Shared).Select(value => to[value])]);
        });
    }

    /// <summary>The function with its nodes in an order in which the choices are known before the rows are computed.</summary>
    private static Function InOrder(Function function, IReadOnlyDictionary<Node, Choice> choices)
    {
        var places = new Dictionary<Node, int>();
        foreach (var node in function.Nodes)
            places[node] = places.Count;
        var before = function.Nodes.ToDictionary(node => node, node => new HashSet<Node>(
            node.Inputs.Concat(choices.TryGetValue(node, out var choice) ? choice.Masks : []).Select(value => value.Producer)));
        var after = before.SelectMany(pair => pair.Value.Select(first => (first, pair.Key))).ToLookup(edge => edge.first, edge => edge.Key);
        var waiting = before.ToDictionary(pair => pair.Key, pair => pair.Value.Count);
        var ready = new SortedDictionary<int, Node>(function.Nodes.Where(node => waiting[node] == 0).ToDictionary(node => places[node]));
        var order = new List<Node>();
        while (ready.Count > 0)
        {
            var (place, node) = (ready.First().Key, ready.First().Value);
            ready.Remove(place);
            order.Add(node);
            foreach (var next in after[node].Where(next => --waiting[next] == 0))
                ready[places[next]] = next;
        }

        return new Function { Name = function.Name, Arguments = function.Arguments, Nodes = order, Results = function.Results, Parameters = function.Parameters };
    }

    private static string Name(string path, HashSet<string> names)
    {
        var word = path.Split('.').LastOrDefault(part => part.Length > 0 && !char.IsDigit(part[0])) ?? "chosen";
        var wanted = string.Concat(word.Split('_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
        var name = wanted;
        for (var i = 2; !names.Add(name); i++)
            name = wanted + "_" + i.ToString(CultureInfo.InvariantCulture);
        return name;
    }

    // A parameter belongs to the function that reads it.
    private static ModelGraph WithoutMovedParameters(ModelGraph graph)
    {
        var all = graph.ParametersByFunction();
        var functions = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
        {
            var rewritten = Rewriter.Run(function, functions, (_, _, _) => null);
            var moved = new HashSet<string>(function.Nodes.Select(n => n.Operator).OfType<CallWhere>().SelectMany(call => all[call.Callee].Select(p => p.In(call.Path).Path)), StringComparer.Ordinal);
            moved.ExceptWith(function.Nodes.Select(n => n.Operator).OfType<LoadParameter>().Select(load => load.Path));
            functions[function] = moved.Count == 0 ? rewritten : new Function
            {
                Name = rewritten.Name, Arguments = rewritten.Arguments, Nodes = rewritten.Nodes, Results = rewritten.Results,
                Parameters = rewritten.Parameters.Where(p => !moved.Contains(p.Path)).ToList(),
            };
        }

        return graph.With(graph.Functions.Select(f => functions[f]).ToList());
    }

    /// <summary>Rows that are computed only where a demand says.</summary>
    private sealed class Choice(RowRegion region, Demand demand)
    {
        public RowRegion Region => region;

        /// <summary>What has to be known before.</summary>
        public IReadOnlyList<Value> Masks { get; } = demand.Terms.SelectMany(term => term).Select(condition => condition.Mask).Distinct().ToList();

        /// <summary>Computes for each row whether it is chosen.</summary>
        public Value Mask(Rewriter to, Shape rows)
        {
            var terms = demand.Terms.Select(term => term.Select(condition => Read(to, condition, rows.Rank)).Aggregate((a, b) => to.Add(new And(), a, b)));
            return to.Expanded(terms.Aggregate((a, b) => to.Add(new Or(), a, b)), rows);
        }

        private static Value Read(Rewriter to, Condition condition, int rank)
        {
            var mask = to[condition.Mask];
            for (var axis = 0; axis < condition.Places.Count; axis++)
            {
                if (condition.Places[axis] < 0 && !mask.Shape[axis].Equals(Dim.One))
                    mask = to.Add(new Slice(axis, ~condition.Places[axis], 1), mask);
            }

            var placed = new Placement(mask, condition.Places.Select(place => place < 0 ? Placement.Unit : place).ToList());
            var read = placed.Arrange(to, Enumerable.Range(0, rank).ToList());
            if (condition.Picked is { } picked)
                read = to.Add(new Equal(), read, to.AddScalar(read.Type.Element, ~picked));
            return condition.Holds ? read : to.Add(new Not(), read);
        }
    }
}
