using System.Globalization;
using Modelwright.Compiler.Syntax;
using Spectre.Console;

namespace Modelwright.Cli.Diagnostics;

/// <summary>Diagnostics for people: a line that editors understand too, then the source with what is meant underlined.</summary>
internal sealed class TextReport(IAnsiConsole console)
{
    private static readonly Style Plain = Style.Plain;
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Quiet = new(Color.Blue);
    private static readonly Style ErrorStyle = new(Color.Red, decoration: Decoration.Bold);
    private static readonly Style WarningStyle = new(Color.Yellow, decoration: Decoration.Bold);
    private static readonly Style NoteStyle = new(Color.Aqua, decoration: Decoration.Bold);

    /// <summary>Writes diagnostics, in colours where the writer is a terminal.</summary>
    public static void Write(IReadOnlyList<Diagnostic> diagnostics, TextWriter writer)
    {
        if (diagnostics.Count > 0)
            new TextReport(Terminal.Over(writer, wraps: false)).Write(diagnostics);
    }

    /// <summary>Writes diagnostics.</summary>
    public void Write(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            var style = diagnostic.Kind.Severity == Severity.Error ? ErrorStyle : WarningStyle;
            Write(diagnostic.Location, $"{diagnostic.Kind.SeverityWord} {diagnostic.Kind.Id}: ", diagnostic.Message, style);
            foreach (var note in diagnostic.Notes)
                Write(note.Location, "note: ", note.Message, NoteStyle);
        }
    }

    private void Write(Location location, string label, string message, Style style)
    {
        console.Write($"{location}: ", Bold);
        console.Write(label, style);
        console.Write(Excerpt.Visible(message), Bold);
        console.WriteLine();
        var lines = Excerpt.Of(location);
        var width = lines.Count == 0 ? 0 : lines[^1].Number.ToString(CultureInfo.InvariantCulture).Length;
        foreach (var line in lines)
        {
            Margin(line.Number.ToString(CultureInfo.InvariantCulture).PadLeft(width));
            console.WriteLine(line.Text, Plain);
            Margin(new string(' ', width));
            console.Write(new string(' ', line.Start));
            console.WriteLine(new string('^', line.Length), style);
        }
    }

    private void Margin(string number) => console.Write($" {number} | ", Quiet);
}
