using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Indexing;

/// <summary>
/// The loops around an index expression: what they prove about it, and how they would have to be refined to prove more.
/// Symbols that are neither loops nor opaque are dimensions, at least one wherever a loop runs.
/// </summary>
internal sealed class IndexScope(IndexScope? outer, IReadOnlyList<Loop> loops)
{
    private const int MostPieces = 4;
    private const int LongestTable = 4096;

    private readonly List<Loop> _opaque = [];

    /// <summary>Every loop, outermost first.</summary>
    public IEnumerable<Loop> Loops => outer is null ? loops : outer.Loops.Concat(loops);

    /// <summary>The scope around this one.</summary>
    public IndexScope? Outer => outer;

    /// <summary>The loops of this scope alone.</summary>
    public IReadOnlyList<Loop> Own => loops;

    /// <summary>The first refinement wished for since the scope was made; later ones come up again after it.</summary>
    public Refinement? Wish { get; private set; }

    /// <summary>Declares an index that is computed at run time, from 0 below an extent.</summary>
    public void Declare(Loop opaque)
    {
        if (!Varies(opaque.Variable))
            _opaque.Add(opaque);
    }

    /// <summary>Whether an index is at least a bound, for every iteration.</summary>
    public bool IsAtLeast(Dim index, Dim bound) => Extreme(index - bound, lowest: true) is { IsNonNegative: true };

    /// <summary>Whether an index is below a bound, for every iteration.</summary>
    public bool IsBelow(Dim index, Dim bound) => Extreme(bound - index - Dim.One, lowest: true) is { IsNonNegative: true };

    /// <summary>Whether every index moves evenly with every loop.</summary>
    public bool IsAffine(IReadOnlyList<Dim> index) => Loops.All(loop => index.All(i => Step(i, loop.Variable) is not null));

    /// <summary>floor(index / divisor); affine where that can be proved, otherwise with a wish that would make it so.</summary>
    public Dim Divide(Dim index, Dim divisor)
    {
        if (divisor.Equals(Dim.One))
            return index;
        var (quotient, rest) = Separate(index, divisor);
        if (IsAtLeast(rest, Dim.Zero) && IsBelow(rest, divisor))
            return quotient;
        WishForQuotient(rest, divisor);
        return quotient + Dim.FloorDivide(rest, divisor);
    }

    /// <summary>The remainder of the floor division.</summary>
    public Dim Remainder(Dim index, Dim divisor) => index - (divisor * Divide(index, divisor));

    /// <summary>Asks that the loop behind an index is cut where the index reaches a bound; false where no cut is known to do that.</summary>
    public bool WishForCut(Dim index, Dim bound)
    {
        if (Loops.LastOrDefault(l => Step(index, l.Variable)?.Equals(Dim.One) == true) is not { } loop)
            return false;
        var at = bound - (index - loop.Index);
        if (at.Symbols.Any(Varies) || !(at - Dim.One).IsNonNegative || !(loop.Extent - at - Dim.One).IsNonNegative)
            return false;
        Ask(new Refinement.Cut(loop.Variable, at));
        return true;
    }

    /// <summary>Whether a refinement is wished for, so that whatever is built here will be built again.</summary>
    public bool IsProvisional => Wish is not null || outer?.IsProvisional == true;

    /// <summary>The number that a table has at an index in every iteration, or null where it differs.</summary>
    public double? Uniform(IReadOnlyList<double> table, Dim index)
    {
        if (table.Count == 0)
            return null;
        if (table.All(x => x.Equals(table[0])))
            return table[0];
        return Over(index) is { } positions && positions.Select(at => table[at]).Distinct().Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>
    /// A table read at an index, as an index expression: affine where the table is, over the whole range of the loops;
    /// null where not even a few pieces of it are.
    /// </summary>
    public Dim? Tabulate(IReadOnlyList<double> table, Dim index)
    {
        if (Over(index) is not { Count: > 1 } positions)
            return null;
        var values = positions.Select(at => (long)table[at]).ToList();
        var step = values[1] - values[0];
        var bend = Enumerable.Range(1, values.Count - 1).FirstOrDefault(i => values[i] - values[i - 1] != step);
        var variable = index.Symbols.Single();
        if (bend == 0)
            return values[0] + (step * Dim.Symbol(variable));

        var bends = Enumerable.Range(1, values.Count - 2).Count(i => values[i + 1] - values[i] != values[i] - values[i - 1]);
        if (bends >= 2 * MostPieces)
            return null;

        // A piece of one element is followed by a bend at once; the next piece then begins with the second element.
        var isLone = bend == 2 && values.Count > 3 && values[3] - values[2] == values[2] - values[1];
        Ask(new Refinement.Cut(variable, isLone ? 1 : bend));
        return null;
    }

    /// <summary>The values of an index over the iterations of the one loop that it varies in, or null.</summary>
    private IReadOnlyList<int>? Over(Dim index)
    {
        if (index.Value is { } known)
            return [(int)known];
        return index.Symbols.ToList() is [var variable] && Loops.FirstOrDefault(l => l.Variable == variable) is { Extent.Value: { } extent and <= LongestTable }
            ? Enumerable.Range(0, (int)extent).Select(i => (int)index.Evaluate(_ => i)).ToList()
            : null;
    }

    /// <summary>How far an index moves when a variable takes one step, or null where that is not the same everywhere.</summary>
    public static Dim? Step(Dim index, string variable) => index.Mentions(variable) ? index.Slope(variable) : Dim.Zero;

    /// <summary>The expression with one variable replaced.</summary>
    public static Dim Replace(Dim index, string variable, Dim replacement) =>
        index.Mentions(variable) ? index.Substitute(name => name == variable ? replacement : null) : index;

    /// <summary>Everything that varies while the loops run.</summary>
    private IEnumerable<Loop> Variables => (outer is null ? [] : outer.Variables).Concat(loops).Concat(_opaque);

    private bool Varies(string variable) => Variables.Any(l => l.Variable == variable);

    /// <summary>index = divisor * quotient + rest, with every term that divides exactly in the quotient.</summary>
    private (Dim Quotient, Dim Remainder) Separate(Dim index, Dim divisor)
    {
        var (quotient, rest) = (Dim.Zero, index);
        foreach (var loop in Variables)
        {
            if (Step(rest, loop.Variable) is { } step && !step.Equals(Dim.Zero) && Dim.DivideExactly(step, divisor) is { } whole)
            {
                quotient += whole * loop.Index;
                rest -= step * loop.Index;
            }
        }

        var constant = Variables.Aggregate(rest, (d, loop) => Replace(d, loop.Variable, Dim.Zero));
        if (Dim.DivideExactly(constant, divisor) is { } multiple && !constant.Equals(Dim.Zero))
            return (quotient + multiple, rest - constant);
        if (constant.Value is { } number && divisor.Value is { } by && number >= by)
            return (quotient + (number / by), rest - (number / by * by));
        return (quotient, rest);
    }

    private void WishForQuotient(Dim rest, Dim divisor)
    {
        foreach (var loop in Loops)
        {
            if (Step(rest, loop.Variable) is not { } step || step.Equals(Dim.Zero))
                continue;

            // The quotient changes after so many iterations of this loop.
            if (Dim.DivideExactly(divisor, step) is not { } period || period.Symbols.Any(Varies))
                continue;
            var others = Replace(rest, loop.Variable, Dim.Zero);
            if (IsAtLeast(others, Dim.Zero) && IsBelow(others, step) && Dim.DivideExactly(loop.Extent, period) is { } count)
            {
                if (!count.Equals(Dim.One))
                {
                    Ask(new Refinement.Split(loop.Variable, period));
                    return;
                }
            }

            if (!others.Symbols.Any(Varies) && step.Equals(Dim.One) && WishForMultiple(loop, others, divisor))
                return;
        }
    }

    /// <summary>Cuts a loop where loop + offset reaches the next multiple of the divisor.</summary>
    private bool WishForMultiple(Loop loop, Dim offset, Dim divisor)
    {
        if (loop.Extent.Value is { } extent && divisor.Value is { } by && offset.Value is { } start)
        {
            var first = (((start % by) + by) % by) is 0 ? by : by - (((start % by) + by) % by);
            if (first >= extent || (extent / by) > MostPieces)
                return false;
            Ask(new Refinement.Cut(loop.Variable, first));
            return true;
        }

        return WishForCut(loop.Index + offset, divisor);
    }

    private void Ask(Refinement refinement)
    {
        if (outer is not null && loops.All(l => l.Variable != refinement.Variable))
            outer.Ask(refinement);
        else
            Wish ??= refinement;
    }

    /// <summary>The least value over all iterations, as an expression over dimensions; null where it cannot be told.</summary>
    private Dim? Extreme(Dim index, bool lowest)
    {
        foreach (var loop in Variables.Reverse())
        {
            if (Step(index, loop.Variable) is not { } step)
                return null;
            var rises = IsAlways(step, nonNegative: true);
            if (!rises && !IsAlways(step, nonNegative: false))
                return null;
            index = Replace(index, loop.Variable, rises == lowest ? Dim.Zero : loop.Extent - Dim.One);
        }

        return index;
    }

    private static bool IsAlways(Dim step, bool nonNegative) => (nonNegative ? step : Dim.Zero - step).IsNonNegative;
}
