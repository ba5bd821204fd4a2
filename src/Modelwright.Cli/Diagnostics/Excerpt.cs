using System.Globalization;
using System.Text;
using Modelwright.Compiler.Syntax;
using Spectre.Console;

namespace Modelwright.Cli.Diagnostics;

/// <summary>A line of source and which of its columns are meant, as a terminal shows it.</summary>
/// <param name="Number">The number of the line, from 1.</param>
/// <param name="Text">The line without tabs and without anything that a terminal would obey.</param>
/// <param name="Start">The column, from 0, at which the underline begins.</param>
/// <param name="Length">How many columns it takes, at least one.</param>
internal sealed record Excerpt(int Number, string Text, int Start, int Length)
{
    private const int MostLines = 4;
    private const int MostCharacters = 160;
    private const int CharactersBefore = 60;
    private const int TabStop = 4;
    private const string Cut = "...";

    /// <summary>
    /// The lines of a place that aren't empty; the first few if they are many, and none if the whole file is meant.
    /// </summary>
    public static IReadOnlyList<Excerpt> Of(Location location)
    {
        var (source, span) = location;
        if (span == default)
            return [];
        var first = source.Position(span.Start).Line;
        var last = source.Position(Math.Max(span.Start, span.End - 1)).Line;
        return [.. Enumerable.Range(first, Math.Min(last - first + 1, MostLines))
            .Select(line => Of(source, line, span))
            .Where(line => line.Text.Length > 0)];
    }

    /// <summary>A text in which U+FFFD stands for everything that a terminal would obey or not show.</summary>
    public static string Visible(string text) => string.Concat(text.EnumerateRunes().Select(Visible));

    private static Excerpt Of(SourceText source, int number, TextSpan span)
    {
        var line = source.Line(number);
        var text = source.Slice(line);
        var indentation = text.Length - text.TrimStart().Length;
        var start = Math.Clamp(span.Start - line.Start, 0, text.Length);
        if (span.Start < line.Start)
            start = indentation;
        var end = Math.Clamp(span.End - line.Start, start, text.Length);

        var from = text.Length > MostCharacters ? Math.Max(0, start - CharactersBefore) : 0;
        var to = Math.Min(text.Length, from + MostCharacters);
        var shown = new StringBuilder(from > 0 ? Cut : "");
        Append(shown, text[from..start]);
        var left = shown.ToString();
        Append(shown, text[start..Math.Min(end, to)]);
        var right = shown.ToString();
        Append(shown, text[Math.Min(end, to)..to]);
        if (to < text.Length)
            shown.Append(Cut);
        var column = left.GetCellWidth();
        return new Excerpt(number + 1, shown.ToString().TrimEnd(), column, Math.Max(1, right.GetCellWidth() - column));
    }

    private static void Append(StringBuilder line, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\t')
                line.Append(' ', TabStop - (line.ToString().GetCellWidth() % TabStop));
            else
                line.Append(Visible(rune));
        }
    }

    private static string Visible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            ? Rune.ReplacementChar.ToString()
            : rune.ToString();
}
