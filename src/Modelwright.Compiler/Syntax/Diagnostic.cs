namespace Modelwright.Compiler.Syntax;

/// <summary>How bad a diagnostic is.</summary>
public enum Severity
{
    /// <summary>The model is compiled all the same.</summary>
    Warning,

    /// <summary>The model is not compiled.</summary>
    Error,
}

/// <summary>The kind of a diagnostic: its stable id, severity and title. Instances live in <see cref="Diagnostics"/>.</summary>
public sealed record DiagnosticKind(string Id, Severity Severity, string Title)
{
    /// <summary>The severity as messages write it.</summary>
    public string SeverityWord => Severity == Severity.Error ? "error" : "warning";
}

/// <summary>A second place that explains a diagnostic, such as where a dimension was bound.</summary>
public sealed record DiagnosticNote(Location Location, string Message);

/// <summary>One message to the user, in the user's own names, at a place in a file.</summary>
public sealed record Diagnostic(DiagnosticKind Kind, Location Location, string Message, IReadOnlyList<DiagnosticNote> Notes)
{
    /// <summary>A diagnostic without further places.</summary>
    public Diagnostic(DiagnosticKind kind, Location location, string message)
        : this(kind, location, message, [])
    {
    }

    /// <summary><c>path(line,column): error MW0001: message</c>.</summary>
    public override string ToString() =>
        $"{Location}: {Kind.SeverityWord} {Kind.Id}: {Message}";
}

/// <summary>
/// Collects diagnostics; the same message at the same place is kept once, and of each severity only the first
/// <see cref="Most"/>, which are more than anybody reads.
/// </summary>
public sealed class DiagnosticBag
{
    /// <summary>The number of errors, and of warnings, that are kept.</summary>
    public const int Most = 1000;

    private readonly HashSet<(string, SourceText, TextSpan, string)> _seen = [];
    private readonly List<Diagnostic> _items = [];
    private int _errors;

    /// <summary>Everything reported so far, in order of reporting.</summary>
    public IReadOnlyList<Diagnostic> Items => _items;

    /// <summary>Whether an error was reported.</summary>
    public bool HasErrors => _errors > 0;

    /// <summary>Whether further errors are dropped, so that there is no use in looking for them.</summary>
    public bool IsFull => _errors == Most;

    /// <summary>Adds a diagnostic unless it is known already.</summary>
    public void Report(Diagnostic diagnostic)
    {
        var isError = diagnostic.Kind.Severity == Severity.Error;
        if ((isError ? _errors : _items.Count - _errors) == Most
            || !_seen.Add((diagnostic.Kind.Id, diagnostic.Location.Source, diagnostic.Location.Span, diagnostic.Message)))
            return;
        _items.Add(diagnostic);
        _errors += isError ? 1 : 0;
    }

    /// <summary>Adds a diagnostic of a kind at a place.</summary>
    public void Report(DiagnosticKind kind, Location location, string message, params DiagnosticNote[] notes) =>
        Report(new Diagnostic(kind, location, message, notes));
}
