using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A state of a step whose class is asserted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Its value as the step begins.</param>
/// <param name="After">Its value for the next step.</param>
public sealed record StepState(string Name, Value Before, Value After);

/// <summary>What keeps a recurrence out of a class.</summary>
/// <param name="Node">The node; its origin is where the user wrote it.</param>
/// <param name="Callers">The nodes that call the node's function, innermost first; none for a node of the step.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
public sealed record ClassViolation(Node Node, IReadOnlyList<Node> Callers, string Reason);

/// <summary>
/// Decides by linearity whether a recurrence is what <c>over T is …</c> says:
/// <list type="bullet">
/// <item><c>linear</c>: every next value is affine in the states, with coefficients that are free of states;</item>
/// <item><c>diagonal</c>: besides, each element only goes on from the elements at its own place;</item>
/// <item><c>delta</c>: besides being linear, every update is a decay and corrections of rank one that read the state;</item>
/// <item><c>lsrl</c>: states that read each other are affine with the same coefficients in every step, and everything else is a sum,
/// product or rectifier of the inputs and of other states.</item>
/// </list>
/// </summary>
public static class ClassCheck
{
    /// <summary>The words.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["linear", "diagonal", "delta", "lsrl"];

    /// <summary>What stands in the way, in the order of the states; nothing where the assertion holds.</summary>
    /// <param name="word">One of <see cref="Classes"/>.</param>
    /// <param name="step">The step.</param>
    /// <param name="changing">How many of its first arguments differ from step to step: states and sequences.</param>
    /// <param name="states">The states that are meant; others of the step are like sequences to them.</param>
    public static IReadOnlyList<ClassViolation> Run(string word, Function step, int changing, IReadOnlyList<StepState> states)
    {
        var known = step.Arguments.Select((argument, i) => (argument, i)).ToDictionary(a => a.argument, a => a.i < changing ? Dependence.Step : Dependence.None);
        var violations = word == "lsrl" ? new LsrlCheck(step, known, states).Run() : Linear(step, known, states);
        if (violations.Count == 0 && word is "diagonal" or "delta")
        {
            var forms = StateForms.Of(step.Nodes, states.Select(s => s.Before).ToList(), []);
            violations = word == "diagonal" ? new DiagonalCheck(forms, states).Run() : new DeltaCheck(forms, states).Run();
        }

        return violations.GroupBy(v => v.Node).Select(g => g.First()).ToList();
    }

    /// <summary>What is known at the beginning of the step if some of the states are followed.</summary>
    internal static Dictionary<Value, Dependence> Following(
        IReadOnlyDictionary<Value, Dependence> arguments, IReadOnlyList<StepState> states, IEnumerable<int> followed)
    {
        var known = arguments.ToDictionary(a => a.Key, a => a.Value);
        for (var i = 0; i < states.Count; i++)
            known[states[i].Before] = followed.Contains(i) ? Dependence.Of(i) : Dependence.Step;
        return known;
    }

    private static IReadOnlyList<ClassViolation> Linear(Function step, IReadOnlyDictionary<Value, Dependence> arguments, IReadOnlyList<StepState> states)
    {
        var dependence = StateDependence.Of(step, Following(arguments, states, Enumerable.Range(0, states.Count)));
        return states.Select(s => dependence[s.After].NonLinear).OfType<Break>().Select(b => Reasons.Violation(b, states)).ToList();
    }
}
