using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// Divides a scan whose first states are of no form for many steps into one of these and one of the rest, where that frees a
/// state of the rest: what the first gives is a sequence to it.
/// </summary>
internal sealed class ScanFront
{
    private readonly IReadOnlyList<int> _first;
    private readonly IReadOnlyList<Value> _handed;

    private ScanFront(IReadOnlyList<int> first, IReadOnlyList<Value> handed, Function front, Function rest) =>
        (_first, _handed, Front, Rest) = (first, handed, front, rest);

    /// <summary>The step of the first states; it puts out what the others read of them.</summary>
    public Function Front { get; }

    /// <summary>The step of the others.</summary>
    public Function Rest { get; }

    /// <summary>Divides a step; null where nothing would come of it.</summary>
    /// <param name="step">The step, from which no state can be taken.</param>
    /// <param name="states">How many states it has.</param>
    /// <param name="sequences">How many sequences.</param>
    /// <param name="name">Gives names that no other function has.</param>
    public static ScanFront? Of(Function step, int states, int sequences, Func<string, string> name)
    {
        var dependence = StateDependence.Of(step, step.Arguments.Select((a, i) => (a, i)).ToDictionary(
            a => a.a, a => a.i < states ? Dependence.Of(a.i) : a.i < states + sequences ? Dependence.Step : Dependence.None));
        var reads = step.Results.Take(states).Select(next => (IEnumerable<int>)dependence[next].States).ToList();
        var first = StateComponents.Of(reads).Where(c => c.All(i => !reads[i].Except(c).Any())).SelectMany(c => c).OrderBy(i => i).ToList();
        if (first.Count == 0 || first.Count == states)
            return null;

        var needed = new HashSet<Value>(first.Select(i => step.Results[i]));
        foreach (var node in step.Nodes.Reverse().Where(n => n.Results.Any(needed.Contains)))
            needed.UnionWith(node.Inputs);
        var inside = step.Nodes.Where(n => n.Operator is not Argument && n.Results.Any(needed.Contains)).ToList();
        if (inside.Any(StepPlan.MayKeepState))
            return null;

        // What is made there and read elsewhere; what doesn't depend on these states is made again.
        var others = step.Nodes.Except(inside).SelectMany(n => n.Inputs).Concat(step.Results.Where((_, i) => !first.Contains(i))).ToList();
        var handed = inside.SelectMany(n => n.Results).Concat(first.Select(i => step.Arguments[i]))
            .Where(v => dependence[v].States.Count > 0 && others.Contains(v)).Distinct().ToList();
        var largest = step.Arguments.Skip(states).Take(sequences).Concat(step.Results.Skip(states)).Select(v => v.Shape.Scale).DefaultIfEmpty(1).Max();
        if (handed.Any(v => v.Shape.Scale > largest))
            return null;

        var outside = Enumerable.Range(0, states).Except(first).ToList();
        var (sliced, same) = (step.Arguments.Skip(states).Take(sequences).ToList(), step.Arguments.Skip(states + sequences).ToList());
        var rest = StepPart.Of(
            step, name(step.Name), [.. outside.Select(i => step.Arguments[i]), .. sliced, .. handed, .. same],
            [.. outside.Select(i => step.Results[i]), .. step.Results.Skip(states)]);
        if (new ScanSplit(rest, outside.Count, sequences + handed.Count).Taken.Count == 0)
            return null;
        var front = StepPart.Of(
            step, name(step.Name), [.. first.Select(i => step.Arguments[i]), .. sliced, .. same], [.. first.Select(i => step.Results[i]), .. handed]);
        return new ScanFront(first, handed, front, rest);
    }

    /// <summary>Adds both scans; gives the results of the scan as it was.</summary>
    public IReadOnlyList<Value> Apply(Rewriter to, Scan scan, IReadOnlyList<Value> inputs)
    {
        var (states, sequences) = (scan.States.Count, scan.Sequences.Count);
        var axes = _handed.Select(value => Math.Min(scan.Sequences.FirstOrDefault(), value.Shape.Rank)).ToList();
        var given = inputs.Skip(states).ToList();
        var front = to.AddNode(
            scan with { Callee = Front, States = new(_first.Select(i => scan.States[i])), Outputs = new(axes) },
            [.. _first.Select(i => inputs[i]), .. given]);
        var outside = Enumerable.Range(0, states).Except(_first).ToList();
        var rest = to.AddNode(
            scan with { Callee = Rest, States = new(outside.Select(i => scan.States[i])), Sequences = new([.. scan.Sequences, .. axes]) },
            [.. outside.Select(i => inputs[i]), .. given.Take(sequences), .. front.Skip(_first.Count), .. given.Skip(sequences)]);
        return
        [
            .. Enumerable.Range(0, states).Select(i => _first.Contains(i) ? front[_first.ToList().IndexOf(i)] : rest[outside.IndexOf(i)]),
            .. rest.Skip(outside.Count),
        ];
    }
}
