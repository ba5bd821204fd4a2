using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>
/// Follows states through a step, and through the functions it calls: which of them each value depends on, whether it is
/// affine in them, and whether its coefficients are the same in every step. Names and the way a formula is written play no
/// part.
/// </summary>
internal sealed class StateDependence
{
    private readonly Dictionary<Value, Dependence> _values = [];
    private readonly IReadOnlyList<Node> _callers;

    private StateDependence(IReadOnlyList<Node> callers) => _callers = callers;

    /// <summary>What is known of a value that is read; of one that a step does not compute, nothing.</summary>
    public Dependence this[Value value] => _values.TryGetValue(value, out var known) ? known : Dependence.None;

    /// <summary>Looks at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="known">What its arguments are, and where its states are read from.</param>
    public static StateDependence Of(Function step, IReadOnlyDictionary<Value, Dependence> known)
    {
        var analysis = new StateDependence([]);
        foreach (var given in known)
            analysis._values[given.Key] = given.Value;
        analysis.Follow(step);
        return analysis;
    }

    private void Follow(Function function)
    {
        foreach (var node in function.Nodes)
        {
            if (node.Results.All(_values.ContainsKey))
                continue;
            var results = Results(node, node.Inputs.Select(input => this[input]).ToList());
            foreach (var result in node.Results)
                _values[result] = results[result.Result];
        }
    }

    private IReadOnlyList<Dependence> Results(Node node, IReadOnlyList<Dependence> operands)
    {
        if (node.Operator is Call call)
            return Inside(node, call, operands);
        var states = new EquatableList<int>(operands.SelectMany(o => o.States).Distinct().OrderBy(i => i));
        var result = new Dependence(operands.Any(o => o.Varies), states);
        if (states.Count > 0)
            result = AfterNode(node, operands, result);
        return node.Results.Select(_ => result).ToList();
    }

    private IReadOnlyList<Dependence> Inside(Node caller, Call call, IReadOnlyList<Dependence> operands)
    {
        var inside = new StateDependence([caller, .. _callers]);
        for (var i = 0; i < operands.Count; i++)
            inside._values[call.Callee.Arguments[i]] = operands[i];
        inside.Follow(call.Callee);
        return call.Callee.Results.Select(result => inside[result]).ToList();
    }

    private Dependence AfterNode(Node node, IReadOnlyList<Dependence> operands, Dependence result)
    {
        var worst = operands.Select(o => o.NonLinear).FirstOrDefault(b => b is not null);
        if (node.Operator is Mul or Einsum && operands.All(o => !o.IsFree))
        {
            // What is no longer linear is to blame only if it is no factor of a state that still is.
            var broken = operands.ToList().FindIndex(o => o.NonLinear is not null);
            return broken < 0 ? Nonlinear(BreakKind.Product, node.Result)
                : operands[1 - broken].NonLinear is null && operands[1 - broken].States.Intersect(operands[broken].States).Any()
                    ? Nonlinear(BreakKind.OwnCoefficient, node.Inputs[broken])
                : result with { NonLinear = worst };
        }

        if (worst is not null)
            return result with { NonLinear = worst };
        result = result with { Varying = operands.Select(o => o.Varying).FirstOrDefault(b => b is not null) };
        switch (node.Operator)
        {
            case Neg or Add or Sub or CumSum or Concat or Slide or Window { State: null }:
            case Reshape or Transpose or Slice or Expand or Repeat:
                return result;
            case Cast cast when cast.To.IsFloat() && node.Inputs[0].Type.Element.IsFloat():
                return result;
            case Mul or Einsum:
                return Factor(operands[0].IsFree ? 0 : 1);
            case Div:
                return operands[1].IsFree ? Factor(1) : Nonlinear(BreakKind.Divisor, node.Inputs[1]);
            case Reduce { Kind: ReduceKind.Sum or ReduceKind.Mean }:
                return operands.Count == 1 ? result : Chooser(1);
            case Select:
                return Chooser(0);
            case Gather or TakeAlong:
                return Chooser(1);
            default:
                return Nonlinear(BreakKind.Function, node.Results[0]);
        }

        Dependence Chooser(int operand) => operands[operand].IsFree ? Factor(operand) : Nonlinear(BreakKind.Choice, node.Inputs[operand]);

        Dependence Factor(int operand) => operands[operand].Varies && result.Varying is null
            ? result with { Varying = Broken(BreakKind.Varying, node.Inputs[operand]) }
            : result;

        Dependence Nonlinear(BreakKind kind, Value term) => result with { NonLinear = Broken(kind, term), Varying = null };

        Break Broken(BreakKind kind, Value term) => new(kind, node, term, _callers, result.States);
    }
}
