using System.Text.Json;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Diagnostics;

/// <summary>Diagnostics as JSON; lines and columns count from 1, and an end is the column behind the last one meant.</summary>
internal static class JsonReport
{
    /// <summary>Writes <c>{ "diagnostics": […] }</c>.</summary>
    public static void Write(IEnumerable<Diagnostic> diagnostics, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
            Write(diagnostic, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Diagnostic diagnostic, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", diagnostic.Kind.Id);
        json.WriteString("severity", diagnostic.Kind.SeverityWord);
        json.WriteString("title", diagnostic.Kind.Title);
        json.WriteString("help", DiagnosticPage.Link(diagnostic.Kind.Id).AbsoluteUri);
        json.WriteString("message", diagnostic.Message);
        Write(diagnostic.Location, json);
        json.WriteStartArray("notes");
        foreach (var note in diagnostic.Notes)
        {
            json.WriteStartObject();
            json.WriteString("message", note.Message);
            Write(note.Location, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Location location, Utf8JsonWriter json)
    {
        json.WriteString("file", location.Source.Path);
        Write("start", location.Source.Position(location.Span.Start), json);
        Write("end", location.Source.Position(location.Span.End), json);
    }

    private static void Write(string name, (int Line, int Column) position, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", position.Line + 1);
        json.WriteNumber("column", position.Column + 1);
        json.WriteEndObject();
    }
}
