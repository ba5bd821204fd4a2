using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Fusion;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Parameters;

/// <summary>
/// A scale and an offset by parameters alone go into the weight of the product beside them: (x·s + c)·W is x·(s·W) + c·W,
/// and (x·W)·s + c is x·(W·s) + c. So a batch normalisation is no work of its own.
/// </summary>
/// <remarks>
/// Before a product only where all readers are such products and what is scaled is in memory anyway: the gain of an RMS
/// norm is multiplied while the norm is. A weight is kept as it is too, so large ones are left alone: their products take
/// so long that the scale does not matter. Assumes that <see cref="Contractions"/> has run; leaves the computation of s·W to
/// <see cref="PrepareParameters"/> and dead nodes to <see cref="DeadCode"/>.
/// </remarks>
public static class FoldScales
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) =>
        Rewriter.Run(DeadCode.Run(Rewriter.Run(graph, function => Rule(new ScaleFolding(function).After))), function => Rule(new ScaleFolding(function).Before));

    private static Rewriter.Rule Rule(Rewriter.ValueRule rule) =>
        (to, node, inputs) => node.Results.Count == 1 && rule(to, node, inputs) is { } value ? [value] : null;
}
