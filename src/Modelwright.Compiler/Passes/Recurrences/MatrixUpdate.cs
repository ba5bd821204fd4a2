using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>A number times tensors.</summary>
internal sealed record Product(double Scale, IReadOnlyList<Factor> Factors);

/// <summary>A write of rank one: write (value − Sᵀ erase)ᵀ, where value and what is erased are sums of products.</summary>
internal sealed record MatrixWrite(Product Write, IReadOnlyList<Product> Value, IReadOnlyList<Product> Erase);

/// <summary>
/// What one version of a matrix state is in terms of the one before it: decay ⊙ S, then writes of rank one.
/// </summary>
/// <param name="Axes">The indices of the state's axes, in which the factors are read.</param>
/// <param name="Decay">The decay, a sum of products.</param>
/// <param name="Writes">The writes, in order.</param>
internal sealed record MatrixUpdate(
    EquatableList<EquatableList<Letter>> Axes, IReadOnlyList<Product> Decay, IReadOnlyList<MatrixWrite> Writes)
{
    /// <summary>Whether the decay is 1.</summary>
    public bool KeepsAll => Decay is [{ Scale: 1, Factors.Count: 0 }];

    /// <summary>Reads a version as an update, or null where it is none.</summary>
    /// <param name="form">The version in terms of the one before.</param>
    /// <param name="rows">The axis of keys.</param>
    /// <param name="columns">The axis of values.</param>
    public static MatrixUpdate? Of(Form form, int rows, int columns)
    {
        if (form.Lost is not null || form.Terms.Count == 0 || Common(form.Terms) is not { } terms)
            return null;
        var axes = terms[0].Axes;
        var kept = terms.Where(t => t.State is { } s && s.Axes.Equals(axes)).ToList();
        var read = terms.Where(t => t.State is { } s && !s.Axes.Equals(axes)).ToList();
        var added = terms.Where(t => t.State is null).ToList();
        if (kept.Any(t => t.Summed.Any()) || added.Any(t => t.Summed.Any()) || read.Any(t => DeltaCheck.RowAxis(t) != rows || t.State!.Axes[rows].Count != axes[rows].Count) || (read.Count > 0 && kept.Count != 1))
            return null;

        var writes = new List<(Term Term, IReadOnlyList<Factor> Write, IReadOnlyList<Factor> Other, IReadOnlyList<Factor> Shared)>();
        foreach (var term in read.Select(t => WithoutDecay(t, kept[0], axes[rows])).Concat(added))
        {
            if (term is null || Split(term, axes[rows], axes[columns]) is not { } split)
                return null;
            writes.Add((term, split.Write, split.Other, split.Shared));
        }

        var groups = writes.GroupBy(w => new FactorSet(w.Write)).ToList();
        if (groups.Count(g => g.Any(w => w.Term.State is not null)) > 1)
            return null;
        return new MatrixUpdate(
            axes, kept.Select(t => new Product(t.Scale, t.Factors)).ToList(),
            groups.OrderBy(g => g.Any(w => w.Term.State is not null) ? 0 : 1).Select(Together).ToList());

        MatrixWrite Together(IGrouping<FactorSet, (Term Term, IReadOnlyList<Factor> Write, IReadOnlyList<Factor> Other, IReadOnlyList<Factor> Shared)> group)
        {
            // What all of them are scaled by is part of the write.
            var common = group.Select(w => w.Shared).Aggregate((x, y) => Without(x, Without(x, y)));
            return new MatrixWrite(
                new Product(1, [.. common, .. group.Key.Factors]),
                group.Where(w => w.Term.State is null).Select(w => new Product(w.Term.Scale, [.. Without(w.Shared, common), .. w.Other])).ToList(),
                group.Where(w => w.Term.State is not null).Select(w => new Product(-w.Term.Scale, [.. Without(w.Shared, common), .. Renamed(w.Other, w.Term.State!.Axes[rows], axes[rows])])).ToList());
        }
    }

    /// <summary>All products with the same indices on their axes; null where they don't divide alike.</summary>
    public static IReadOnlyList<Term>? Common(IReadOnlyList<Term> terms)
    {
        Term? first = null;
        foreach (var term in terms)
        {
            if (first is null)
                first = term;
            else if (Term.Align(first, term.Fresh()) is (var refined, _))
                first = refined;
            else
                return null;
        }

        return terms.Select(t => Term.Align(first!, t.Fresh())!.Value.Y).ToList();
    }

    // What a correction reads has decayed: the same product without the decay, which is read at the rows that are summed over.
    private static Term? WithoutDecay(Term term, Term decay, EquatableList<Letter> rows)
    {
        var left = term.Factors.ToList();
        var read = term.State!.Axes.Where((axis, i) => decay.Axes[i].Equals(rows)).Single();
        foreach (var factor in Renamed(decay.Factors, rows, read))
        {
            if (!left.Remove(factor))
                return null;
        }

        return term with { Scale = term.Scale / decay.Scale, Factors = new(left) };
    }

    private static IReadOnlyList<Factor> Without(IEnumerable<Factor> factors, IEnumerable<Factor> others)
    {
        var left = factors.ToList();
        foreach (var other in others)
            left.Remove(other);
        return left;
    }

    private static IReadOnlyList<Factor> Renamed(IEnumerable<Factor> factors, EquatableList<Letter> from, EquatableList<Letter> to) => factors
        .Select(f => f.Replace(letter => from.ToList().IndexOf(letter) is >= 0 and var i ? [to[i]] : [letter])).ToList();

    // The factors of the rows that are written to; of what is written there: the columns, or the rows that are read; and the rest.
    private static (IReadOnlyList<Factor> Write, IReadOnlyList<Factor> Other, IReadOnlyList<Factor> Shared)? Split(Term term, EquatableList<Letter> rows, EquatableList<Letter> columns)
    {
        var other = term.State is { } state ? term.Summed.ToList() : columns.ToList();
        var (write, value, shared) = (new List<Factor>(), new List<Factor>(), new List<Factor>());
        foreach (var factor in term.Factors)
        {
            var (inRows, inOther) = (factor.Letters.Intersect(rows).Any(), factor.Letters.Intersect(other).Any());
            if ((inRows && inOther) || (term.State is not null && factor.Letters.Intersect(columns).Any()))
                return null;
            (inRows ? write : inOther ? value : shared).Add(factor);
        }

        return (write, value, shared);
    }

    /// <summary>Factors as a set, whatever their order.</summary>
    private sealed class FactorSet(IReadOnlyList<Factor> factors) : IEquatable<FactorSet>
    {
        public IReadOnlyList<Factor> Factors => factors;

        public bool Equals(FactorSet? other) => other is not null && factors.Count == other.Factors.Count && factors.All(f => factors.Count(f.Equals) == other.Factors.Count(f.Equals));

        public override bool Equals(object? obj) => Equals(obj as FactorSet);

        public override int GetHashCode() => factors.Count == 0 ? 0 : factors.Select(f => f.Value.GetHashCode()).Aggregate((x, y) => x ^ y);
    }
}
