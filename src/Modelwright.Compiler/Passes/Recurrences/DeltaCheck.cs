namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Whether every update of the states is a decay, element by element, and corrections of rank one that read the state.</summary>
internal sealed class DeltaCheck(StateForms forms, IReadOnlyList<StepState> states)
{
    /// <summary>What is against it.</summary>
    public IReadOnlyList<ClassViolation> Run()
    {
        var violations = states.SelectMany(Of).ToList();
        if (violations.Count > 0 || states.Any(s => forms.Chain(s.After).SelectMany(f => f.Terms).Any(IsCorrection)))
            return violations;
        var names = string.Join(" and ", states.Select(s => s.Name));
        return [new ClassViolation(states[0].After.Producer, [], $"the update of {names} takes nothing away of what it holds: there is no correction value - Sᵀ key in it")];
    }

    private IEnumerable<ClassViolation> Of(StepState state)
    {
        foreach (var form in forms.Chain(state.After))
        {
            if (form.Lost is { } lost)
                yield return new ClassViolation(lost, [], $"{Reasons.Quote(lost.Results[0])} is neither a decay of {state.Name} nor a correction of rank one");
            var corrections = form.Terms.Where(IsCorrection).ToList();
            foreach (var term in corrections.Where(t => RowAxis(t) is null))
                yield return new ClassViolation(term.Made!, [], $"{Reasons.Quote(term.Made!.Results[0])} mixes the rows of {state.Name} by a whole matrix; a correction has rank one");
            if (corrections.Select(RowAxis).FirstOrDefault() is not { } rows)
                continue;
            foreach (var term in form.Terms.Where(t => t.State is null && !IsOuterProduct(t, rows)))
                yield return new ClassViolation(term.Factors[0].Value.Producer, [], $"{Reasons.Quote(term.Factors[0].Value)} is added to {state.Name} and is no product of a key and a value");
        }
    }

    // The state's own elements, moved between its rows.
    private static bool IsCorrection(Term term) => term.State is { } read && !read.Axes.Equals(term.Axes);

    /// <summary>The axis of the rows that a correction of rank one reads together and writes to, or null where it is none.</summary>
    internal static int? RowAxis(Term term)
    {
        var read = term.State!;
        if (read.Axes.Count != term.Axes.Count)
            return null;
        var moved = Enumerable.Range(0, read.Axes.Count).Where(axis => !read.Axes[axis].Equals(term.Axes[axis])).ToList();
        if (moved.Count != 1 || read.Axes[moved[0]].Intersect(term.Outer).Any())
            return null;
        var (from, to) = (read.Axes[moved[0]], term.Axes[moved[0]]);
        return term.Factors.Any(f => f.Letters.Intersect(from).Any() && f.Letters.Intersect(to).Any()) ? null : moved[0];
    }

    private static bool IsOuterProduct(Term term, int rows) => Enumerable.Range(0, term.Axes.Count).Where(axis => axis != rows)
        .Any(columns => term.Axes[columns].Count > 0 && !term.Factors.Any(f => f.Letters.Intersect(term.Axes[rows]).Any() && f.Letters.Intersect(term.Axes[columns]).Any()));
}
