using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Tests.Diagnostics;

/// <summary>Diagnostics made by hand, at the first place of a word in a text.</summary>
internal static class Synthetic
{
    public static Location At(string text, string word, string path = "a.model") =>
        new(new SourceText(path, text), new TextSpan(text.IndexOf(word, StringComparison.Ordinal), word.Length));

    public static Diagnostic Warning(Location location, params DiagnosticNote[] notes) =>
        new(new DiagnosticKind("MW0101", Severity.Warning, "Unknown name"), location, "this is odd", notes);

    public static Diagnostic Error(Location location, params DiagnosticNote[] notes) =>
        new(new DiagnosticKind("MW0201", Severity.Error, "Shapes do not fit together"), location, "this is \"wrong\"", notes);
}
