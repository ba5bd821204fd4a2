using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Scans;

/// <summary>Divides the work of a scan's step: what can be done before the scan, and the rest.</summary>
internal sealed class StepPlan
{
    private readonly Function _step;
    private readonly int _states;
    private readonly int _sequences;

    // What does not depend on a state, and whether it differs from step to step.
    private readonly Dictionary<Value, bool> _changes = [];
    private readonly HashSet<Value> _crossing = [];

    /// <summary>Plans for a step function with so many states and sequences before its other arguments; names the rest.</summary>
    public StepPlan(Function step, int states, int sequences, string name)
    {
        (_step, _states, _sequences) = (step, states, sequences);
        Classify();
        KeptOutputs = Enumerable.Range(0, step.Results.Count - states).Where(i => !_changes.ContainsKey(step.Results[states + i])).ToList();
        FindCrossing();
        var crossing = step.Nodes.SelectMany(node => node.Results).Where(_crossing.Contains).ToList();
        Changing = crossing.Where(value => _changes[value]).ToList();
        Unchanging = crossing.Where(value => !_changes[value]).ToList();
        Moved = FindMoved();
        var sliced = states + sequences;
        Rest = !Moves ? step : StepPart.Of(
            step, name, [.. step.Arguments.Take(sliced), .. Changing, .. step.Arguments.Skip(sliced), .. Unchanging],
            step.Results.Where((_, i) => i < states || KeptOutputs.Contains(i - states)).ToList());
        MovedParameters = step.Parameters.Except(Rest.Parameters)
            .Concat(step.Parameters.Where(p => Moved.Any(node => node.Operator is LoadParameter load && load.Path == p.Path))).Distinct().ToList();
    }

    /// <summary>Whether anything can be done before the scan.</summary>
    public bool Moves => _crossing.Count > 0 || KeptOutputs.Count < _step.Results.Count - _states;

    /// <summary>The nodes to be done before, in order, with the sources that they read.</summary>
    public IReadOnlyList<Node> Moved { get; }

    /// <summary>What they give that the rest reads as slices of sequences.</summary>
    public IReadOnlyList<Value> Changing { get; }

    /// <summary>What they give that the rest reads in every step alike.</summary>
    public IReadOnlyList<Value> Unchanging { get; }

    /// <summary>The outputs that the rest gives; the others need no scan.</summary>
    public List<int> KeptOutputs { get; }

    /// <summary>The parameters that the rest no longer declares, and those that it shares with what is done before.</summary>
    public IReadOnlyList<Parameter> MovedParameters { get; }

    /// <summary>The rest as a step: new slices follow the old ones, new operands that stay the same come last.</summary>
    public Function Rest { get; }

    private void Classify()
    {
        for (var i = _states; i < _step.Arguments.Count; i++)
            _changes[_step.Arguments[i]] = i < _states + _sequences;
        foreach (var node in _step.Nodes)
        {
            if (node.Operator is Argument || MayKeepState(node) || !node.Inputs.All(_changes.ContainsKey))
                continue;
            var changes = node.Inputs.Any(input => _changes[input]);
            if (changes && !Lifting.CanLift(node, input => _changes[input]))
                continue;
            foreach (var result in node.Results)
                _changes[result] = changes;
        }
    }

    // From the results back to what crosses the border; views and sources are read where they are needed.
    private void FindCrossing()
    {
        var staying = new HashSet<Node>();
        var pending = new Stack<Value>(_step.Results.Where((_, i) => i < _states || KeptOutputs.Contains(i - _states)));
        while (pending.Count > 0)
        {
            var value = pending.Pop();
            if (_changes.ContainsKey(value) && IsWork(value.Producer))
            {
                _crossing.Add(value);
            }
            else if (staying.Add(value.Producer))
            {
                foreach (var input in value.Producer.Inputs)
                    pending.Push(input);
            }
        }
    }

    private List<Node> FindMoved()
    {
        var needed = new HashSet<Value>(_crossing.Concat(_step.Results.Skip(_states).Where((_, i) => !KeptOutputs.Contains(i))));
        foreach (var node in _step.Nodes.Reverse().Where(node => node.Results.Any(needed.Contains)))
            needed.UnionWith(node.Inputs);
        return _step.Nodes.Where(node => node.Operator is not Argument && node.Results.Any(needed.Contains)).ToList();
    }

    // A step may keep a state for each of its indices, along another axis than the scan's.
    internal static bool MayKeepState(Node node) =>
        node.Operator is History or Scan or RecurrenceOperator or Window { State: not null } || (node.Operator is Call call && call.Callee.Nodes.Any(MayKeepState));

    private static bool IsWork(Node node) => node.Operator is
        not (Argument or LoadParameter or Constant or Iota or Reshape or Transpose or Slice or Slide or Expand or Repeat);
}
