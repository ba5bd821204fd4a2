using Modelwright.Cli.Diagnostics;
using Modelwright.Compiler.Syntax;
using Spectre.Console;

namespace Modelwright.Cli.Tests.Diagnostics;

public sealed class TextReportTests
{
    [Fact]
    public void Underlines_what_is_meant_and_shows_notes()
    {
        const string text = "let first = 1\n\n\n\n\n\n\n\n\nlet second = first\n";

        Report(Synthetic.Error(Synthetic.At(text, "second"), new DiagnosticNote(Synthetic.At(text, "first"), "it began here"))).ShouldBe("""
            a.model(10,5): error MW0201: this is "wrong"
             10 | let second = first
                |     ^^^^^^
            a.model(1,5): note: it began here
             1 | let first = 1
               |     ^^^^^

            """);
    }

    [Fact]
    public void Shows_the_first_lines_of_many()
    {
        const string text = "  f(a,\n    bc,\n  \n    d,\n    e)\n";

        Report(Synthetic.Warning(Synthetic.At(text, text.Trim()))).ShouldBe("""
            a.model(1,3): warning MW0101: this is odd
             1 |   f(a,
               |   ^^^^
             2 |     bc,
               |     ^^^
             4 |     d,
               |     ^^

            """);
    }

    [Fact]
    public void Shows_no_line_for_a_whole_file() =>
        Report(Synthetic.Error(new Location(new SourceText("a.model", "text"), default))).ShouldBe("a.model(1,1): error MW0201: this is \"wrong\"\n");

    [Fact]
    public void Colours_a_terminal()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard,
        });

        new TextReport(console).Write([Synthetic.Error(Synthetic.At("let x", "x"))]);

        writer.ToString().ShouldContain("\u001B[1;91merror MW0201: \u001B[0m");
        writer.ToString().ShouldContain("\u001B[1;91m^\u001B[0m");
    }

    private static string Report(Diagnostic diagnostic)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TextReport.Write([diagnostic], writer);
        return writer.ToString();
    }
}
