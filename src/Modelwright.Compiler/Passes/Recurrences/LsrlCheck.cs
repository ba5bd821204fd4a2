using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// Whether a recurrence is a program of the linear state recurrent language (Petrov et al. 2024, arXiv 2406.01424): a state goes
/// on by constant coefficients from itself and those that read it back, and from sums, products and rectifiers of the inputs
/// and of other states.
/// </summary>
internal sealed class LsrlCheck(Function step, IReadOnlyDictionary<Value, Dependence> arguments, IReadOnlyList<StepState> states)
{
    /// <summary>What is against it.</summary>
    public IReadOnlyList<ClassViolation> Run()
    {
        var all = Follow(Enumerable.Range(0, states.Count));
        var violations = new List<ClassViolation>();
        foreach (var component in StateComponents.Of(states.Select(s => (IEnumerable<int>)all[s.After].States).ToList()))
        {
            var own = Follow(component);
            foreach (var next in component.Select(i => own[states[i].After]))
            {
                if ((next.NonLinear ?? next.Varying) is { } at)
                    violations.Add(Reasons.Violation(at, states));
            }
        }

        if (violations.Count == 0)
            CheckOperators(step, [], value => all[value].Varies, new HashSet<Value>(states.Select(s => s.Before)), violations);
        return violations;
    }

    private StateDependence Follow(IEnumerable<int> followed) => StateDependence.Of(step, ClassCheck.Following(arguments, states, followed));

    // What a state is after a reset is its value before the step, however that is chosen.
    private static void CheckOperators(
        Function function, IReadOnlyList<Node> callers, Func<Value, bool> varies, HashSet<Value> before, List<ClassViolation> violations)
    {
        var needed = new HashSet<Value>(function.Results);
        foreach (var node in function.Nodes.Reverse().Where(n => n.Results.Any(needed.Contains)))
            needed.UnionWith(node.Inputs);
        foreach (var node in function.Nodes.Where(n => n.Operator is not Argument && n.Results.Any(needed.Contains) && n.Inputs.Any(varies) && !n.Results.Any(before.Contains)))
        {
            if (node.Operator is Call call)
            {
                var inside = StateDependence.Of(call.Callee, call.Callee.Arguments
                    .Select((argument, i) => (argument, known: varies(node.Inputs[i]) ? Dependence.Step : Dependence.None)).ToDictionary(a => a.argument, a => a.known));
                CheckOperators(call.Callee, [node, .. callers], value => inside[value].Varies, before, violations);
            }
            else if (!IsAllowed(node, varies))
            {
                violations.Add(new ClassViolation(node, callers, $"{Reasons.Quote(node.Results[0])} is no sum, product or rectifier of what changes from step to step"));
            }
        }
    }

    private static bool IsAllowed(Node node, Func<Value, bool> varies) => node.Operator switch
    {
        Neg or Add or Sub or Mul or Einsum or Max or Min or Abs or CumSum or Concat or Slide or Window { State: null } => true,
        Reshape or Transpose or Slice or Expand or Repeat => true,
        Cast cast => cast.To.IsFloat() && node.Inputs[0].Type.Element.IsNumber(),
        Div => !varies(node.Inputs[1]),
        Select => !varies(node.Inputs[0]),
        Gather or TakeAlong => !varies(node.Inputs[1]),
        Reduce reduce => reduce.Kind is ReduceKind.Sum or ReduceKind.Mean or ReduceKind.Max or ReduceKind.Min && !node.Inputs.Skip(1).Any(varies),
        _ => false,
    };
}
