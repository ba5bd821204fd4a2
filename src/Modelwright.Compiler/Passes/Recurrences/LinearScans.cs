using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// Takes out of scans the states that go on linearly: a matrix that decays and is written to by outer products, with or
/// without the delta rule, becomes a <c>linearscan</c>, a state whose elements go on each by itself a <c>diagonalscan</c>. The
/// scan reads what they give as sequences, so that what only waited for them is done for all steps at once, and the next state
/// can follow. States that nothing else is known of stay in the scan, or in one of their own before what reads them.
/// </summary>
/// <remarks>
/// Found by linearity in the state, by whatever formula. Only a state that no other one takes part in is taken out, and one of
/// which only the value after the step counts. Nothing gets larger by it. Assumes that <see cref="HoistSteps"/> has run;
/// guarantees that states keep their paths.
/// </remarks>
public static class LinearScans
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        while (Peel(graph) is { } next)
            graph = DeadCode.Run(HoistSteps.Run(DeadCode.Run(next)));
        return graph;
    }

    // Once for every scan; null where there was nothing to take.
    private static ModelGraph? Peel(ModelGraph graph)
    {
        var functions = new Dictionary<Function, Function>();
        var kept = new List<Function>();
        var plans = new Dictionary<(Function, int, int), ScanSplit>();
        var fronts = new Dictionary<(Function, int, int), ScanFront?>();
        var names = new HashSet<string>(graph.Functions.Select(f => f.Name), StringComparer.Ordinal);
        foreach (var function in graph.Functions)
        {
            functions[function] = Rewriter.Run(function, functions, (to, node, inputs) => node.Operator is Scan scan ? Apply(to, scan, inputs) : null);
            kept.Add(functions[function]);
        }

        return plans.Values.Any(p => p.Taken.Count > 0) || fronts.Values.Any(f => f is not null) ? DeadCode.WithoutUncalled(graph.With(kept)) : null;

        IReadOnlyList<Value>? Apply(Rewriter to, Scan scan, IReadOnlyList<Value> inputs)
        {
            var step = to[scan.Callee];
            var key = (step, scan.States.Count, scan.Sequences.Count);
            if (!plans.TryGetValue(key, out var plan))
            {
                plan = plans[key] = new ScanSplit(step, scan.States.Count, scan.Sequences.Count);
                if (plan.Taken.Count > 0)
                    kept.Add(plan.Rest(UniqueName(step.Name)));
            }

            return plan.Taken.Count > 0 ? plan.Apply(to, scan with { Callee = step }, inputs) : FrontOf(key)?.Apply(to, scan with { Callee = step }, inputs);
        }

        ScanFront? FrontOf((Function Step, int States, int Sequences) key)
        {
            if (fronts.TryGetValue(key, out var front))
                return front;
            front = fronts[key] = ScanFront.Of(key.Step, key.States, key.Sequences, UniqueName);
            if (front is not null)
                kept.AddRange([front.Front, front.Rest]);
            return front;
        }

        string UniqueName(string name)
        {
            var unique = name;
            for (var i = 2; !names.Add(unique); i++)
                unique = FormattableString.Invariant($"{name}_{i}");
            return unique;
        }
    }
}
