using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Diagnostics;

/// <summary>What there is to say about files, each thing once.</summary>
internal sealed class Report
{
    // Nobody puts this into HTML, so quotes and letters of any script stay readable.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyList<Diagnostic> _diagnostics;

    /// <summary>Takes diagnostics, warnings for errors if so wanted; a file that several others import has its own only once.</summary>
    public Report(IEnumerable<Diagnostic> diagnostics, bool warningsAsErrors)
    {
        _diagnostics = [.. diagnostics
            .DistinctBy(diagnostic => (diagnostic.ToString(), diagnostic.Location.Span))
            .Select(diagnostic => warningsAsErrors ? diagnostic with { Kind = diagnostic.Kind with { Severity = Severity.Error } } : diagnostic)];
    }

    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => _diagnostics.Any(diagnostic => diagnostic.Kind.Severity == Severity.Error);

    /// <summary>Writes everything as <c>text</c>, <c>json</c> or <c>sarif</c>.</summary>
    public void Write(string format, TextWriter output)
    {
        if (format == "text")
        {
            TextReport.Write(_diagnostics, output);
            return;
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            if (format == "json")
                JsonReport.Write(_diagnostics, json);
            else
                SarifReport.Write(_diagnostics, json);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
