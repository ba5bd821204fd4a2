using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Fusion;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Scans;

/// <summary>
/// Takes out of the steps of scans what does not depend on a state: what is the same in every step is computed once before
/// the scan, what depends on the sequences alone for all steps at once. So the input projection of a recurrent layer is one
/// matrix product, and the scan only does what has to wait for the step before.
/// </summary>
/// <remarks>
/// Work that makes its operands larger (the outer product of a key and a value) stays: its result for all steps would fill
/// the memory. Views stay too, they cost nothing. Assumes that <see cref="Contractions"/> has run and <see cref="DeadCode"/>
/// after it; guarantees that parameters keep their full paths.
/// </remarks>
public static class HoistSteps
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var functions = new Dictionary<Function, Function>();
        var kept = new List<Function>();
        var plans = new Dictionary<(Function, int, int), StepPlan>();
        var shared = Shared(graph);
        foreach (var function in graph.Functions)
        {
            functions[function] = Rewriter.Run(function, functions, (to, node, inputs) => node.Operator is Scan scan ? Hoist(to, scan, inputs, PlanOf) : null);
            kept.Add(functions[function]);
        }

        return DeadCode.WithoutUncalled(graph.With(kept));

        StepPlan PlanOf(Function step, int states, int sequences)
        {
            if (plans.TryGetValue((step, states, sequences), out var known))
                return known;
            var name = shared.Contains(step.Name) ? $"{step.Name}_{states}_{sequences}" : step.Name;
            var plan = plans[(step, states, sequences)] = new StepPlan(step, states, sequences, name);
            if (plan.Moves)
                kept.Add(plan.Rest);
            return plan;
        }
    }

    // The names of functions that are called in several ways, so that one is not replaced by its rest everywhere.
    private static HashSet<string> Shared(ModelGraph graph) => new(
        graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Invocation>()
            .GroupBy(call => call.Callee.Name, StringComparer.Ordinal)
            .Where(calls => calls.Select(call => call is Scan scan ? (scan.States.Count, scan.Sequences.Count) : (-1, -1)).Distinct().Count() > 1)
            .Select(calls => calls.Key),
        StringComparer.Ordinal);

    private static IReadOnlyList<Value>? Hoist(Rewriter to, Scan scan, IReadOnlyList<Value> inputs, Func<Function, int, int, StepPlan> planOf)
    {
        var step = to[scan.Callee];
        var (states, sequences) = (scan.States.Count, scan.Sequences.Count);
        var plan = planOf(step, states, sequences);
        if (!plan.Moves)
            return null;

        var lifting = new Lifting(to, scan.Length, scan.Path);
        for (var i = states; i < inputs.Count; i++)
            lifting.Bind(step.Arguments[i], inputs[i], i < states + sequences ? scan.Sequences[i - states] : null);
        foreach (var node in plan.Moved)
            lifting.Add(node);
        foreach (var parameter in plan.MovedParameters)
            to.Declare(parameter.In(scan.Path));

        var changing = plan.Changing.Select(value => lifting[value].WithAxis(lifting)).ToList();
        var rest = scan with
        {
            Callee = plan.Rest,
            Sequences = new([.. scan.Sequences, .. changing.Select(value => value.Axis!.Value)]),
            Outputs = new(plan.KeptOutputs.Select(i => scan.Outputs[i])),
        };
        var results = to.AddNode(
            rest,
            [
                .. inputs.Take(states + sequences), .. changing.Select(value => value.Value),
                .. inputs.Skip(states + sequences), .. plan.Unchanging.Select(value => lifting[value].Value),
            ]);
        return
        [
            .. results.Take(states),
            .. scan.Outputs.Select((axis, i) => plan.KeptOutputs.IndexOf(i) is >= 0 and var place
                ? results[states + place]
                : lifting.At(lifting[step.Results[states + i]], axis)),
        ];
    }
}
