using Modelwright.Compiler.Emit.CSharp.Indexing;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Whether a tensor can be stored where one lies that its loops read.</summary>
/// <remarks>
/// It can where a worker reads every element before it stores another one there, and no other worker reads it: where it is read for the
/// very element that takes its place, or by a reduction of the row that the innermost loop stores, which is computed before that loop.
/// </remarks>
internal static class InPlace
{
    /// <summary>Whether the tensor of a kernel can be stored where a buffer lies.</summary>
    public static bool Fits(RootKernel kernel, string buffer)
    {
        return LoopNest.Of(kernel) is [{ Indices: [], Steps: [{ Loop: { } loop } step] } nest] && IsOwn(step.Body, []);

        bool IsOwn(Element element, IReadOnlyList<Loop> row) => element switch
        {
            Element.Load load when load.Buffer.Name == buffer => load.Offset.Equals(step.Offset) ||
                row.Any(r => load.Offset.Equals(IndexScope.Replace(step.Offset, loop.Variable, r.Index))),
            Element.Apply apply => apply.Operands.All(operand => IsOwn(operand, row)),
            Element.Fold fold => fold.Parts.All(part => IsOwn(part.Body, IsBefore(fold) ? [.. row, .. part.Loops.Where(r => r.Extent.Equals(loop.Extent))] : row)),
            _ => true,
        };

        // Without loops around it, workers share the innermost one.
        bool IsBefore(Element.Fold fold) => nest.Outer.Count > 0 && !LaneForm.DependsOn(fold, loop.Variable);
    }
}
