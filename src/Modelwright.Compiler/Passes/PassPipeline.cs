using System.Diagnostics;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes.Choices;
using Modelwright.Compiler.Passes.Fusion;
using Modelwright.Compiler.Passes.Hoisting;
using Modelwright.Compiler.Passes.Parameters;
using Modelwright.Compiler.Passes.Recurrences;
using Modelwright.Compiler.Passes.Scans;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes;

/// <summary>A named step from graph to graph.</summary>
public sealed record Pass(string Name, Func<ModelGraph, ModelGraph> Run);

/// <summary>The passes between binding and emission, in order.</summary>
public static class PassPipeline
{
    private static readonly Pass[] Simplification =
    [
        new("constant-folding", ConstantFolding.Run),
        new("shape-simplification", ShapeSimplification.Run),
        new("common-subexpressions", CommonSubexpressions.Run),
        new("dead-code", DeadCode.Run),
    ];

    /// <summary>Every pass; simplification runs before inlining, which counts nodes, and after whatever exposes more of it.</summary>
    public static IReadOnlyList<Pass> Passes { get; } =
    [
        new("dead-code", DeadCode.Run),
        new("merge-functions", MergeFunctions.Run),
        .. Simplification,
        new("inline", Inline.Run),
        .. Simplification,
        new("contractions", Contractions.Run),
        new("dead-code", DeadCode.Run),
        new("hoist-lists", HoistShared.Lists),
        new("split-reductions", SplitReductions.Run),
        new("common-subexpressions", CommonSubexpressions.Run),
        new("hoist-reductions", HoistShared.Reductions),
        new("split-reductions", SplitReductions.Run),
        new("hoist-invariants", HoistInvariants.Run),
        new("common-subexpressions", CommonSubexpressions.Run),
        new("dead-code", DeadCode.Run),
        new("hoist-steps", HoistSteps.Run),
        new("linear-scans", LinearScans.Run),
        new("fuse-attention", FuseAttention.Run),
        new("fuse-pooling", FusePooling.Run),
        .. Simplification,
        new("choose-rows", ChooseRows.Run),
        .. Simplification,
        new("fold-scales", FoldScales.Run),
        .. Simplification,
        new("prepare-parameters", PrepareParameters.Run),
        new("dead-code", DeadCode.Run),
        new("merge-functions", MergeFunctions.Run),
    ];

    /// <summary>Runs every pass; a Debug build verifies the graph before the first and after each.</summary>
    /// <param name="graph">A graph as bound.</param>
    /// <param name="after">Sees the graph after each pass, for tests and for printing.</param>
    /// <param name="without">The names of passes to leave out, to see what they are worth.</param>
    public static ModelGraph Run(ModelGraph graph, Action<Pass, ModelGraph>? after = null, IReadOnlyCollection<string>? without = null)
    {
        Verify(graph);
        foreach (var pass in Passes.Where(pass => without?.Contains(pass.Name) != true))
        {
            graph = pass.Run(graph);
            Verify(graph);
            after?.Invoke(pass, graph);
        }

        return graph;
    }

    [Conditional("DEBUG")]
    private static void Verify(ModelGraph graph) => GraphVerifier.Verify(graph);
}
