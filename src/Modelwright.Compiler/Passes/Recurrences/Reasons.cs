using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Std;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Says in the words of the text what keeps a recurrence out of a class, and where.</summary>
internal static class Reasons
{
    private const int LongestQuote = 60;

    /// <summary>A place where a property ends, as a violation.</summary>
    public static ClassViolation Violation(Break at, IReadOnlyList<StepState> states)
    {
        var names = at.States.Select(i => states[i].Name).ToList();
        var own = string.Join(" and ", names);
        return at.Kind switch
        {
            BreakKind.Product => new(at.Node, at.Callers, names.Count == 1 ? $"the update multiplies {own} by itself" : $"the update multiplies two states, {own}"),
            BreakKind.OwnCoefficient => new(AtTerm(at), at.Callers, $"{own} appears in its own decay"),
            BreakKind.Divisor => new(AtTerm(at), at.Callers, $"the update divides by {own}"),
            BreakKind.Choice => new(AtTerm(at), at.Callers, $"{Quote(at.Term)} depends on {own} and decides what the update reads"),
            BreakKind.Varying => new(AtTerm(at), at.Callers, $"the coefficient {Quote(at.Term)} changes from step to step"),
            _ => new(at.Node, at.Callers, $"{Quote(at.Term)} is not linear in {own}"),
        };
    }

    /// <summary>A value as the user wrote it, in quotes, or as far as there are words for it.</summary>
    public static string Quote(Value value)
    {
        var meant = BehindViews(value);
        if (meant.Producer.Origin is not { } origin || StandardLibrary.Contains(origin.Source))
            return meant.Name is { } name ? $"'{name}'" : Word(meant.Producer.Operator);
        var text = string.Join(" ", origin.Source.Slice(origin.Span).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return !text.Any(char.IsLetterOrDigit) ? Word(meant.Producer.Operator)
            : text.Length <= LongestQuote ? $"'{text}'"
            : $"'{text.Substring(0, LongestQuote)}…'";
    }

    // The text of an operator is its sign alone.
    private static string Word(Operator op) => op switch
    {
        Less or LessOrEqual or Equal => "this comparison",
        Mul => "this product",
        Add or Sub => "this sum",
        Div => "this quotient",
        Pow => "this power",
        Max or Min => "this choice of the greater or smaller",
        _ => "this",
    };

    // The operand itself where it was written here; one that was given has no place of its own.
    private static Node AtTerm(Break at) => BehindViews(at.Term).Producer is { Origin: not null } producer ? producer : at.Node;

    private static Value BehindViews(Value value)
    {
        while (value.Producer.Operator is Reshape or Transpose or Expand or Repeat)
            value = value.Producer.Inputs[0];
        return value;
    }
}
