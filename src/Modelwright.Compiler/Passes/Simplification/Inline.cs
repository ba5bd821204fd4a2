using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Puts the bodies of small functions where they are called, so that later passes see whole formulas: a normalisation
/// beside the product that reads it, the rotation of a query beside its scores.
/// </summary>
/// <remarks>
/// Only a function that calls nothing itself is inlined: whatever contains larger functions stays one, and equal layers
/// stay one function called many times. Assumes nothing; guarantees that parameters and states keep their full paths.
/// </remarks>
public static class Inline
{
    // Nodes that compute. A linear layer has about 2, a normalisation 8, rotary positions 25, a gated feed-forward 10:
    // they disappear. An attention block with its projections, norms and rotations has over 60 and stays.
    private const int Limit = 40;

    // The body of a "for … as" is one function however small its work; unrolling it pays only for a projection or so.
    private const int TurnLimit = 6;

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => DeadCode.WithoutUncalled(Rewriter.Run(graph, Rewrite));

    private static IReadOnlyList<Value>? Rewrite(Rewriter to, Node node, IReadOnlyList<Value> inputs)
    {
        if (node.Operator is not Call call)
            return null;
        var callee = to[call.Callee];
        if (callee.Nodes.Any(n => n.Operator is Invocation) || Work(callee) > (IsTurn(call.Path) ? TurnLimit : Limit))
            return null;

        var results = to.AddBody(callee, call, inputs);
        foreach (var (result, inner) in node.Results.Zip(results, (result, inner) => (result, inner)))
        {
            // The caller's word says more than the callee's: "q" rather than the "y" of the layer that made it.
            if (!inputs.Contains(inner))
                inner.Name = result.Name ?? inner.Name ?? callee.Name;
        }

        return results;
    }

    private static int Work(Function function) => function.Nodes.Count(n => n.Operator is
        not (Argument or LoadParameter or Constant or Reshape or Transpose or Slice or Slide or Expand or Repeat));

    private static bool IsTurn(string path) => path.Length > 0 && char.IsDigit(path[path.Length - 1]) &&
        path.Substring(path.LastIndexOf('.') + 1).All(char.IsDigit);
}
