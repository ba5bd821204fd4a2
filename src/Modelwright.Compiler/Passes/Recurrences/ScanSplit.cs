using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Divides a scan's step: states that are operators of their own, and the rest.</summary>
internal sealed class ScanSplit
{
    private readonly Function _step;
    private readonly int _states;
    private readonly int _sequences;
    private readonly HashSet<Value> _changing;
    private Function? _rest;

    /// <summary>Looks at a step with so many states and sequences before its other arguments.</summary>
    public ScanSplit(Function step, int states, int sequences)
    {
        (_step, _states, _sequences) = (step, states, sequences);
        _changing = new HashSet<Value>(step.Arguments.Take(states + sequences));
        foreach (var node in step.Nodes.Where(n => n.Inputs.Any(_changing.Contains)))
            _changing.UnionWith(node.Results);
        Taken = Enumerable.Range(0, states).Select(i => (State: i, Form: Of(i))).Where(t => t.Form is not null).ToDictionary(t => t.State, t => t.Form!);
    }

    /// <summary>The states that are taken out, each with what it becomes.</summary>
    public IReadOnlyDictionary<int, ScanForm> Taken { get; }

    /// <summary>The step without them; what they are after the step is the last of its sequences.</summary>
    public Function Rest(string name) => _rest = StepPart.Of(
        _step, name,
        [
            .. _step.Arguments.Take(_states).Where((_, i) => !Taken.ContainsKey(i)), .. _step.Arguments.Skip(_states).Take(_sequences),
            .. Taken.OrderBy(t => t.Key).SelectMany(t => t.Value.Read), .. _step.Arguments.Skip(_states + _sequences),
        ],
        _step.Results.Where((_, i) => !Taken.ContainsKey(i)).ToList());

    /// <summary>Adds the operators, and the scan of the rest; gives the results of the scan as it was.</summary>
    public IReadOnlyList<Value> Apply(Rewriter to, Scan scan, IReadOnlyList<Value> inputs)
    {
        var lifting = new Lifting(to, scan.Length, scan.Path);
        for (var i = _states; i < inputs.Count; i++)
            lifting.Bind(_step.Arguments[i], inputs[i], i < _states + _sequences ? scan.Sequences[i - _states] : null);
        foreach (var parameter in _step.Parameters)
            to.Declare(parameter.In(scan.Path));
        var needed = new HashSet<Node>(Taken.SelectMany(t => Needed(t.Value)));
        foreach (var node in _step.Nodes.Where(needed.Contains))
            lifting.Add(node);

        var last = new Dictionary<int, Value>();
        var read = new List<Lifted>();
        foreach (var (state, form) in Taken.OrderBy(t => t.Key).Select(t => (t.Key, t.Value)))
        {
            foreach (var node in form.Nodes.Nodes)
                lifting.Add(node);
            var (after, values) = form.Emit(to, scan, state, inputs[state], lifting);
            last[state] = after;
            read.AddRange(values);
        }

        var rest = scan with
        {
            Callee = _rest!,
            States = new(scan.States.Where((_, i) => !Taken.ContainsKey(i))),
            Sequences = new([.. scan.Sequences, .. read.Select(value => value.Axis!.Value)]),
        };
        var results = new Queue<Value>(to.AddNode(
            rest,
            [
                .. inputs.Take(_states).Where((_, i) => !Taken.ContainsKey(i)), .. inputs.Skip(_states).Take(_sequences),
                .. read.Select(value => value.Value), .. inputs.Skip(_states + _sequences),
            ]));
        return Enumerable.Range(0, _step.Results.Count).Select(i => last.TryGetValue(i, out var after) ? after : results.Dequeue()).ToList();
    }

    private ScanForm? Of(int state)
    {
        if (_step.Arguments[state].Type.Element != ElementType.Float32 || StateUse.Of(_step, _states, state) is not { } use)
            return null;
        ScanForm? form = MatrixForm.Of(use);
        if (form is null && Fits(use.Before.Shape))
            form = DiagonalForm.Of(use);
        return form is not null && Needed(form).All(CanLift) ? form : null;
    }

    // What the form stacks for all steps is no larger than what is there for all steps already.
    private bool Fits(Shape state) => state.Scale <= _step.Arguments.Skip(_states).Take(_sequences).Select(a => a.Shape.Scale).DefaultIfEmpty(1).Max();

    // The nodes of the step that lead to the operands.
    private IReadOnlyList<Node> Needed(ScanForm form)
    {
        var needed = new HashSet<Value>(form.Operands);
        foreach (var node in form.Nodes.Nodes.Reverse())
            needed.UnionWith(node.Inputs);
        foreach (var node in _step.Nodes.Reverse().Where(n => n.Results.Any(needed.Contains)))
            needed.UnionWith(node.Inputs);
        return _step.Nodes.Where(n => n.Operator is not Argument && n.Results.Any(needed.Contains)).ToList();
    }

    private bool CanLift(Node node) => !StepPlan.MayKeepState(node) && (!node.Inputs.Any(_changing.Contains) || Lifting.CanLift(node, _changing.Contains));
}
