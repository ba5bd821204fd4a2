using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Parameters;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Hoisting;

/// <summary>
/// Takes out of a function that is called several times what is the same in every call, so that it is computed once: the
/// cosines and sines of positions, which no layer's input or parameters matter to.
/// </summary>
/// <remarks>
/// Only what takes more than a few additions and products moves, with what is then done to it alone. What the loops of
/// one layer would not keep is kept by it, so nothing moves that is larger than what the function is given or gives.
/// Assumes that <see cref="Inline"/> has run; <see cref="CommonSubexpressions"/> and <see cref="DeadCode"/> have to run after it.
/// </remarks>
public static class HoistInvariants
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph)
    {
        var invariant = InvariantArguments.Of(graph);
        return CallersWork.Move(graph, (original, function) => invariant.IsRepeated(original) ? Choose(function, invariant[original]) : null);
    }

    private static CallersWork Choose(Function function, IEnumerable<int> places)
    {
        var known = new HashSet<Value>(places.Select(place => function.Arguments[place]));
        var worth = new HashSet<Value>();
        var room = function.Arguments.Concat(function.Results).Select(value => value.Shape.Count).ToList();
        foreach (var node in function.Nodes.Where(n => IsFormula(n.Operator) && n.Inputs.All(known.Contains)))
        {
            known.UnionWith(node.Results);
            if (IsWorth(node) || node.Inputs.Any(input => worth.Contains(input) && IsAtMost(node.Result, input.Shape.Count)))
                worth.UnionWith(node.Results);
        }

        return new CallersWork(function, known, worth);

        bool IsWorth(Node node) => node.Operator is PointwiseOperator { IsSimple: false } && node.Result.Type.Element.IsFloat() &&
            room.Any(count => IsAtMost(node.Result, count));
    }

    private static bool IsFormula(Operator op) => op is Constant or Iota or PointwiseOperator or Reduce or Gather or Concat || LoadTime.IsView(op);

    private static bool IsAtMost(Value value, Dim count) => (count - value.Shape.Count).IsNonNegative;
}
