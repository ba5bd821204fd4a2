using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <summary>What the misspelt names of a file may have meant. In a file of many of both, the first misspelt ones are enough.</summary>
internal sealed class Suggestions
{
    /// <summary>Names that are compared in all: a thousand errors among 500 names.</summary>
    public const int MostComparisons = 500_000;

    private int _comparisons;

    /// <summary>The candidate that a name is closest to; null where none is close, or too many were compared.</summary>
    public string? Closest(string name, IEnumerable<string> candidates) =>
        _comparisons < MostComparisons ? Spelling.Closest(name, candidates.Select(Counted)) : null;

    private string Counted(string candidate)
    {
        _comparisons++;
        return candidate;
    }
}
