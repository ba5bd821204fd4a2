namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Whether each element of the states goes on from elements at its own place alone.</summary>
internal sealed class DiagonalCheck(StateForms forms, IReadOnlyList<StepState> states)
{
    /// <summary>What is against it.</summary>
    public IReadOnlyList<ClassViolation> Run() => states.SelectMany(Of).ToList();

    private IEnumerable<ClassViolation> Of(StepState state)
    {
        foreach (var form in forms.Chain(state.After))
        {
            if (form.Lost is { } lost)
                yield return new ClassViolation(lost, [], $"{Reasons.Quote(lost.Results[0])} moves elements of {state.Name} to other places");
            foreach (var term in form.Terms.Where(t => t.State is { } read && !read.Axes.Equals(t.Axes)))
                yield return new ClassViolation(term.Made!, [], $"in {Reasons.Quote(term.Made!.Results[0])} an element of {state.Name} reads others than itself");
        }
    }
}
