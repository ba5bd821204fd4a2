using System.Text.Json;
using Modelwright.Cli.Diagnostics;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli.Tests.Diagnostics;

public sealed class ReportTests
{
    private const string Text = "let first = 1\nlet second =\n  first\n";

    private static readonly Diagnostic[] Both =
    [
        Synthetic.Warning(Synthetic.At(Text, "first", "sub folder/a.model")),
        Synthetic.Error(Synthetic.At(Text, "second =\n  first", "/models/b.model"), new DiagnosticNote(Synthetic.At(Text, "first"), "it began here")),
    ];

    [Fact]
    public void Json_has_everything_that_the_text_has() => Normalized("json").ShouldBe("""
        {
          "diagnostics": [
            {
              "id": "MW0101",
              "severity": "warning",
              "title": "Unknown name",
              "help": "file:///…/diagnostics/MW0101.md",
              "message": "this is odd",
              "file": "sub folder/a.model",
              "start": {
                "line": 1,
                "column": 5
              },
              "end": {
                "line": 1,
                "column": 10
              },
              "notes": []
            },
            {
              "id": "MW0201",
              "severity": "error",
              "title": "Shapes do not fit together",
              "help": "file:///…/diagnostics/MW0201.md",
              "message": "this is \"wrong\"",
              "file": "/models/b.model",
              "start": {
                "line": 2,
                "column": 5
              },
              "end": {
                "line": 3,
                "column": 8
              },
              "notes": [
                {
                  "message": "it began here",
                  "file": "a.model",
                  "start": {
                    "line": 1,
                    "column": 5
                  },
                  "end": {
                    "line": 1,
                    "column": 10
                  }
                }
              ]
            }
          ]
        }

        """);

    [Fact]
    public void Sarif_has_rules_results_and_related_places()
    {
        var log = JsonDocument.Parse(Written("sarif")).RootElement;
        log.GetProperty("version").GetString().ShouldBe("2.1.0");
        var run = log.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();

        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ShouldBe(["MW0101", "MW0201"]);
        rules[1].GetProperty("shortDescription").GetProperty("text").GetString().ShouldBe("Shapes do not fit together");
        rules[1].GetProperty("help").GetProperty("markdown").GetString().ShouldStartWith("# MW0201");
        File.Exists(new Uri(rules[1].GetProperty("helpUri").GetString()!).LocalPath).ShouldBeTrue();

        var results = run.GetProperty("results");
        results.EnumerateArray().Select(result => result.GetProperty("level").GetString()).ShouldBe(["warning", "error"]);
        Uri(results[0].GetProperty("locations")[0]).ShouldBe("sub%20folder/a.model");
        results[0].GetProperty("relatedLocations").GetArrayLength().ShouldBe(0);
        results[1].GetProperty("ruleIndex").GetInt32().ShouldBe(1);
        results[1].GetProperty("message").GetProperty("text").GetString().ShouldBe("this is \"wrong\"");
        Uri(results[1].GetProperty("locations")[0]).ShouldBe("file:///models/b.model");
        Region(results[1].GetProperty("locations")[0]).ShouldBe([2, 5, 3, 8]);
        var related = results[1].GetProperty("relatedLocations").EnumerateArray().ShouldHaveSingleItem();
        related.GetProperty("message").GetProperty("text").GetString().ShouldBe("it began here");
        Region(related).ShouldBe([1, 5, 1, 10]);
    }

    [Fact]
    public void Warnings_fail_only_if_they_are_taken_for_errors()
    {
        new Report([Both[0]], warningsAsErrors: false).HasErrors.ShouldBeFalse();

        var strict = new Report([Both[0]], warningsAsErrors: true);

        strict.HasErrors.ShouldBeTrue();
        using var writer = new StringWriter { NewLine = "\n" };
        strict.Write("text", writer);
        writer.ToString().ShouldStartWith("sub folder/a.model(1,5): error MW0101: this is odd\n");
    }

    private static string? Uri(JsonElement location) =>
        location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString();

    private static IEnumerable<int> Region(JsonElement location) => new[] { "startLine", "startColumn", "endLine", "endColumn" }
        .Select(name => location.GetProperty("physicalLocation").GetProperty("region").GetProperty(name).GetInt32());

    private static string Normalized(string format) =>
        Written(format).Replace(new Uri(AppContext.BaseDirectory).AbsoluteUri, "file:///…/", StringComparison.Ordinal);

    private static string Written(string format)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new Report(Both, warningsAsErrors: false).Write(format, writer);
        return writer.ToString();
    }
}
