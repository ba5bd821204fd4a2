using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Stores one element in each iteration of a loop; the innermost step of a nest.</summary>
/// <param name="Loop">The innermost loop, or null where there is none.</param>
/// <param name="Body">What is stored.</param>
/// <param name="Offset">Where.</param>
internal sealed record StoreStep(Loop? Loop, Element Body, Dim Offset);

/// <summary>Outer loops, and in each of their iterations one step after another.</summary>
/// <param name="Outer">Outermost first.</param>
/// <param name="Steps">What happens in each iteration.</param>
/// <param name="Indices">The checked indices that the steps use, each after those it depends on.</param>
internal sealed record LoopNest(IReadOnlyList<Loop> Outer, IReadOnlyList<StoreStep> Steps, IReadOnlyList<CheckedIndex> Indices)
{
    /// <summary>The loops of a kernel: nests that differ in the innermost loop alone share the others, and loops that together step evenly become one.</summary>
    public static IReadOnlyList<LoopNest> Of(RootKernel kernel)
    {
        var nests = new List<LoopNest>();
        foreach (var nest in kernel.Nests)
        {
            var outer = nest.Loops.Take(Math.Max(0, nest.Loops.Count - 1)).ToList();
            var step = new StoreStep(nest.Loops.LastOrDefault(), nest.Body, nest.Offset);
            if (nests.Count > 0 && nests[nests.Count - 1] is var last && last.Steps[0].Loop is not null && last.Outer.SequenceEqual(outer))
                nests[nests.Count - 1] = last with { Steps = [.. last.Steps, step] };
            else
                nests.Add(new LoopNest(outer, [step], kernel.Bindings.Indices));
        }

        return nests.Select(nest => nest.OnlyUsedIndices().Collapsed()).ToList();
    }

    /// <summary>Whether a symbol of index expressions is the variable of a loop, of a tensor or of a reduction.</summary>
    public static bool IsLoopVariable(string symbol) => symbol.Length > 1 && symbol[0] is 'i' or 'r' && char.IsDigit(symbol[1]);

    /// <summary>Whether a symbol is the variable of a reduction's loop.</summary>
    public static bool IsReductionVariable(string symbol) => IsLoopVariable(symbol) && symbol[0] == 'r';

    private LoopNest OnlyUsedIndices()
    {
        var used = new HashSet<string>(Steps.SelectMany(s => Elements.Symbols(s.Body)));
        foreach (var index in Indices.Reverse())
        {
            if (used.Contains(index.Variable))
                used.UnionWith(Elements.Symbols(index.Index));
        }

        return this with { Indices = Indices.Where(i => used.Contains(i.Variable)).ToList() };
    }

    private LoopNest Collapsed()
    {
        var nest = this;
        if (nest.Steps is [{ Loop: { } inner } only] && nest.Outer.Count > 0 && CanMerge(nest.Outer[nest.Outer.Count - 1], inner, nest.AllIndices()))
        {
            var outer = nest.Outer[nest.Outer.Count - 1];
            var merged = Without(outer, nest with { Outer = nest.Outer.Take(nest.Outer.Count - 1).ToList() });
            return (merged with { Steps = [merged.Steps[0] with { Loop = inner with { Extent = outer.Extent * inner.Extent } }] }).Collapsed();
        }

        for (var i = nest.Outer.Count - 1; i > 0; i--)
        {
            var (a, b) = (nest.Outer[i - 1], nest.Outer[i]);
            if (!CanMerge(a, b, nest.AllIndices()))
                continue;
            var loops = nest.Outer.ToList();
            loops[i] = b with { Extent = a.Extent * b.Extent };
            loops.RemoveAt(i - 1);
            nest = Without(a, nest with { Outer = loops });
        }

        return nest;
    }

    private static LoopNest Without(Loop loop, LoopNest nest)
    {
        return nest with
        {
            Steps = nest.Steps.Select(s => s with { Body = Elements.Map(s.Body, Drop), Offset = Drop(s.Offset) }).ToList(),
            Indices = nest.Indices.Select(i => i with { Index = Elements.Map(i.Index, Drop) }).ToList(),
        };

        Dim Drop(Dim index) => IndexScope.Replace(index, loop.Variable, Dim.Zero);
    }

    private IEnumerable<Dim> AllIndices() =>
        Steps.SelectMany(s => Elements.Indices(s.Body).Append(s.Offset)).Concat(Indices.SelectMany(i => Elements.Indices(i.Index)));

    internal static bool CanMerge(Loop outer, Loop inner, IEnumerable<Dim> indices) => indices.All(index =>
        IndexScope.Step(index, outer.Variable) is { } far && IndexScope.Step(index, inner.Variable) is { } near && far.Equals(near * inner.Extent));
}
