using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Tells mistakes from what only follows from them, so that one mistake is reported once.</summary>
internal sealed class Consequences(IEnumerable<SourceFile> files, IReadOnlyList<Diagnostic> diagnostics)
{
    private readonly IReadOnlyList<SourceFile> _files = files.ToList();
    private readonly HashSet<string> _lost = new(files.SelectMany(f => f.LostNames), StringComparer.Ordinal);
    private readonly HashSet<(SourceText, int, string)> _known = [];

    /// <summary>The diagnostics, which are ordered by place, without those that follow from others.</summary>
    public IEnumerable<Diagnostic> Remove() => diagnostics.Where(d => !Follows(d));

    private bool Follows(Diagnostic diagnostic)
    {
        var text = diagnostic.Location.Source.Slice(diagnostic.Location.Span);
        if (diagnostic.Kind == Diagnostics.UnknownName)
        {
            // What wasn't understood may declare what is missing; a name is unknown once in a declaration.
            return _lost.Contains(text) || (char.IsUpper(text[0]) && IsPartlyRead(diagnostic)) || !IsNews(diagnostic, text);
        }

        if (diagnostic.Kind == Diagnostics.MissingResult)
            return IsPartlyRead(diagnostic);
        if (diagnostic.Kind == Diagnostics.BadExtent)
            return !IsNews(diagnostic, text + diagnostic.Message);
        return diagnostic.Kind == Diagnostics.CannotStream && !IsNews(diagnostic, FormattableString.Invariant($"{diagnostic.Location.Span.Start}"));
    }

    /// <summary>Whether something in the declaration around a place could not be read.</summary>
    private bool IsPartlyRead(Diagnostic diagnostic) =>
        DeclarationAt(diagnostic.Location) is { } around
        && diagnostics.Any(d => IsAboutTheText(d) && d.Location.Source == diagnostic.Location.Source && Covers(around, d.Location.Span.Start));

    private static bool IsAboutTheText(Diagnostic diagnostic) => string.CompareOrdinal(diagnostic.Kind.Id, "MW0100") < 0;

    private bool IsNews(Diagnostic diagnostic, string text) =>
        _known.Add((diagnostic.Location.Source, DeclarationAt(diagnostic.Location)?.Span.Start ?? -1, diagnostic.Kind.Id + text));

    private Declaration? DeclarationAt(Location location) => _files
        .FirstOrDefault(f => f.Source == location.Source)?.Declarations
        .FirstOrDefault(d => Covers(d, location.Span.Start));

    private static bool Covers(SyntaxNode node, int position) => node.Span.Start <= position && position <= node.Span.End;
}
