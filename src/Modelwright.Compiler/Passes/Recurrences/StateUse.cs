using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// A state of a step that goes on from itself alone, and of which only the value after the step counts for anything else: then
/// the rest of the step can wait until this state is done with all steps.
/// </summary>
internal sealed class StateUse
{
    private StateUse(Value before, Value next, IReadOnlyList<Node> update, IReadOnlyList<Node> after, IReadOnlyList<Value> results) =>
        (Before, Next, Update, After, Results) = (before, next, update, after, results);

    /// <summary>Its value before the step.</summary>
    public Value Before { get; }

    /// <summary>Its value after the step.</summary>
    public Value Next { get; }

    /// <summary>The nodes that lead from one to the other.</summary>
    public IReadOnlyList<Node> Update { get; }

    /// <summary>The nodes that read what it is after the step, directly or not.</summary>
    public IReadOnlyList<Node> After { get; }

    /// <summary>The step's other results: next values of other states, and what it puts out.</summary>
    public IReadOnlyList<Value> Results { get; }

    /// <summary>Looks at a state by its number; null where it is not such a one.</summary>
    public static StateUse? Of(Function step, int states, int state)
    {
        var (before, next) = (step.Arguments[state], step.Results[state]);
        var needed = new HashSet<Value>([next]);
        foreach (var node in step.Nodes.Reverse().Where(n => n.Results.Any(needed.Contains)))
            needed.UnionWith(node.Inputs);
        if (next == before || step.Arguments.Take(states).Any(argument => argument != before && needed.Contains(argument)))
            return null;

        var changed = Reached(step, before);
        var update = step.Nodes.Where(n => n.Operator is not Argument && n.Results.Any(r => needed.Contains(r) && changed.Contains(r))).ToList();
        var between = new HashSet<Value>(update.SelectMany(n => n.Results).Where(r => r != next).Append(before));
        var later = Reached(step, next);
        var after = step.Nodes.Where(n => n.Operator is not Argument && n.Inputs.Any(later.Contains)).ToList();
        var isOpen = step.Nodes.Except(update).Any(n => n.Inputs.Any(between.Contains)) || step.Results.Any(between.Contains);
        return isOpen ? null : new StateUse(before, next, update, after, step.Results.Where((_, i) => i != state).ToList());
    }

    private static HashSet<Value> Reached(Function step, Value from)
    {
        var reached = new HashSet<Value>([from]);
        foreach (var node in step.Nodes.Where(n => n.Inputs.Any(reached.Contains)))
            reached.UnionWith(node.Results);
        return reached;
    }
}
