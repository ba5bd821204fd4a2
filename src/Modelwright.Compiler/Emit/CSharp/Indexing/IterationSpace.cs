using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Indexing;

/// <summary>Loops that walk a box, and the index along each axis of the box in terms of their variables.</summary>
internal sealed record IterationSpace(IReadOnlyList<Loop> Loops, IReadOnlyList<Dim> Axes)
{
    /// <summary>One loop per axis; an axis of extent one needs none.</summary>
    public static IterationSpace Over(Shape shape, string prefix)
    {
        var loops = new List<Loop>();
        var axes = new List<Dim>();
        foreach (var extent in shape)
        {
            if (extent.Equals(Dim.One))
            {
                axes.Add(Dim.Zero);
                continue;
            }

            loops.Add(new Loop(FormattableString.Invariant($"{prefix}{loops.Count}"), extent));
            axes.Add(loops[loops.Count - 1].Index);
        }

        return new IterationSpace(loops, axes);
    }

    /// <summary>The number of iterations.</summary>
    public Dim Count => Loops.Aggregate(Dim.One, (count, loop) => count * loop.Extent);

    /// <summary>
    /// The spaces that together walk the same box in a finer way. Their loops have new names: a variable's name tells its range.
    /// </summary>
    public IReadOnlyList<IterationSpace> Refine(Refinement refinement)
    {
        var at = Loops.ToList().FindIndex(l => l.Variable == refinement.Variable);
        var loop = Loops[at];
        switch (refinement)
        {
            case Refinement.Split split:
                var inner = new Loop(loop.Variable + "i", split.Inner);
                var count = Dim.DivideExactly(loop.Extent, split.Inner) ?? throw new GraphException($"{loop.Extent} is no multiple of {split.Inner}");
                var outer = new Loop(loop.Variable + "o", count);
                return [Replace(at, [outer, inner], (split.Inner * outer.Index) + inner.Index)];
            case Refinement.Cut cut:
                var first = new Loop(loop.Variable + "a", cut.At);
                var second = new Loop(loop.Variable + "b", loop.Extent - cut.At);
                return [Replace(at, [first], first.Index), Replace(at, [second], second.Index + cut.At)];
            default:
                throw new GraphException($"there is no refinement {refinement}");
        }
    }

    private IterationSpace Replace(int at, IReadOnlyList<Loop> loops, Dim index)
    {
        var walked = loops.Where(l => !l.Extent.Equals(Dim.One)).ToList();
        var seen = loops.Except(walked).Aggregate(index, (d, l) => IndexScope.Replace(d, l.Variable, Dim.Zero));
        return new IterationSpace(
            [.. Loops.Take(at), .. walked, .. Loops.Skip(at + 1)],
            Axes.Select(axis => IndexScope.Replace(axis, Loops[at].Variable, seen)).ToList());
    }
}
