using System.Text.Json;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Diagnostics;

/// <summary>Diagnostics as SARIF 2.1.0, the format of OASIS that code hosts and editors read.</summary>
internal sealed class SarifReport
{
    private readonly IReadOnlyList<Diagnostic> _diagnostics;
    private readonly List<DiagnosticKind> _rules;
    private readonly Utf8JsonWriter _json;

    private SarifReport(IReadOnlyList<Diagnostic> diagnostics, Utf8JsonWriter json)
    {
        _diagnostics = diagnostics;
        _rules = [.. diagnostics.Select(diagnostic => diagnostic.Kind).DistinctBy(kind => kind.Id).OrderBy(kind => kind.Id, StringComparer.Ordinal)];
        _json = json;
    }

    /// <summary>Writes a log of one run.</summary>
    public static void Write(IReadOnlyList<Diagnostic> diagnostics, Utf8JsonWriter json) => new SarifReport(diagnostics, json).Write();

    private void Write()
    {
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        _json.WriteString("version", "2.1.0");
        _json.WriteStartArray("runs");
        _json.WriteStartObject();
        WriteTool();
        _json.WriteString("columnKind", "utf16CodeUnits");
        _json.WriteStartArray("results");
        foreach (var diagnostic in _diagnostics)
            WriteResult(diagnostic);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteTool()
    {
        _json.WriteStartObject("tool");
        _json.WriteStartObject("driver");
        _json.WriteString("name", "Modelwright");
        _json.WriteString("version", typeof(SarifReport).Assembly.GetName().Version!.ToString(3));
        _json.WriteStartArray("rules");
        foreach (var rule in _rules)
            WriteRule(rule);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteRule(DiagnosticKind rule)
    {
        var page = DiagnosticPage.Read(rule.Id);
        _json.WriteStartObject();
        _json.WriteString("id", rule.Id);
        WriteText("shortDescription", rule.Title);
        _json.WriteString("helpUri", DiagnosticPage.Link(rule.Id).AbsoluteUri);
        _json.WriteStartObject("help");
        _json.WriteString("text", page);
        _json.WriteString("markdown", page);
        _json.WriteEndObject();
        _json.WriteStartObject("defaultConfiguration");
        _json.WriteString("level", rule.SeverityWord);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteResult(Diagnostic diagnostic)
    {
        _json.WriteStartObject();
        _json.WriteString("ruleId", diagnostic.Kind.Id);
        _json.WriteNumber("ruleIndex", _rules.FindIndex(rule => rule.Id == diagnostic.Kind.Id));
        _json.WriteString("level", diagnostic.Kind.SeverityWord);
        WriteText("message", diagnostic.Message);
        _json.WriteStartArray("locations");
        _json.WriteStartObject();
        WritePlace(diagnostic.Location);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteStartArray("relatedLocations");
        for (var i = 0; i < diagnostic.Notes.Count; i++)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id", i + 1);
            WriteText("message", diagnostic.Notes[i].Message);
            WritePlace(diagnostic.Notes[i].Location);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WritePlace(Location location)
    {
        var start = location.Source.Position(location.Span.Start);
        var end = location.Source.Position(location.Span.End);
        _json.WriteStartObject("physicalLocation");
        _json.WriteStartObject("artifactLocation");
        _json.WriteString("uri", UriOf(location.Source.Path));
        _json.WriteEndObject();
        _json.WriteStartObject("region");
        _json.WriteNumber("startLine", start.Line + 1);
        _json.WriteNumber("startColumn", start.Column + 1);
        _json.WriteNumber("endLine", end.Line + 1);
        _json.WriteNumber("endColumn", end.Column + 1);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteText(string name, string text)
    {
        _json.WriteStartObject(name);
        _json.WriteString("text", text);
        _json.WriteEndObject();
    }

    private static string UriOf(string path) => Path.IsPathFullyQualified(path)
        ? new Uri(path).AbsoluteUri
        : string.Join('/', path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Select(Uri.EscapeDataString));
}
