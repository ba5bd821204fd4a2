using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>
/// Writes a file in the one canonical style. The tokens and comments stay as they are and in their order; blanks,
/// indentation and blank lines are the formatter's, and line breaks inside of a statement are the author's, moved to where
/// one may stand, with more of them where a line is too long.
/// </summary>
public static class Formatter
{
    /// <summary>The most characters that the code of a line takes where it can be broken.</summary>
    public const int LongestLine = 120;

    /// <summary>How far what belongs to a line above is indented.</summary>
    public const int Indentation = 4;

    /// <summary>
    /// The text of a file in the canonical style: with the line ends of its first line, and one at its end. Null where the
    /// file has errors, which are reported.
    /// </summary>
    public static string? Format(SourceText source, DiagnosticBag diagnostics) => FreshStack.Run(() => FormatHere(source, diagnostics));

    private static string? FormatHere(SourceText source, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var file = Parser.Parse(source, own);
        foreach (var diagnostic in own.Items)
            diagnostics.Report(diagnostic);
        if (own.HasErrors)
            return null;

        var pieces = PieceReader.Read(Tokenizer.Tokenize(source.Text, (_, _, _) => { }), Landmarks.Of(file), source.Text);
        var lines = LineBuilder.Build(pieces, source.Text);
        foreach (var line in lines)
            Wrapping.Wrap(line);
        Columns.Align(lines);
        return Rows.Print(lines, source.Text);
    }
}
