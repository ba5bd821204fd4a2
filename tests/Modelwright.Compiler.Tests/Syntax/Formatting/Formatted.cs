using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;
using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Tests.Syntax.Formatting;

/// <summary>Formats texts, and checks what every formatted text has to be.</summary>
internal static class Formatted
{
    /// <summary>A text without errors, formatted and checked.</summary>
    public static string Text(string text)
    {
        var formatted = TryText(text);
        formatted.ShouldNotBeNull(string.Join("\n", Parsed.Text(text).Errors));
        return formatted;
    }

    /// <summary>Statements of a model, formatted and checked, without what is around them.</summary>
    public static string Body(string statements) =>
        string.Join("\n", Text($"model M {{\n{statements}\n}}\n").Split('\n')[1..^2].Select(line => line.Length > 4 ? line[4..] : line));

    /// <summary>A text, formatted and checked; null where it has errors.</summary>
    public static string? TryText(string text)
    {
        var formatted = Format(text);
        if (formatted is null)
            return null;

        var before = Parsed.Text(text);
        var after = Parsed.Text(formatted);
        after.Errors.ShouldBeEmpty(formatted);
        Tree(after).ShouldBe(Tree(before), text);
        Comments(formatted).ShouldBe(Comments(text), text);
        Format(formatted).ShouldBe(formatted, text);
        return formatted;
    }

    private static string? Format(string text) => Formatter.Format(new SourceText("test.model", text), new DiagnosticBag());

    private static string Tree(Parsed parsed) => SyntaxPrinter.Print(parsed.File) + string.Join("\n", Documentation(parsed.File));

    private static IEnumerable<string?> Documentation(SourceFile file) => file.Declarations.Select(d => d.Documentation)
        .Concat(file.Declarations.OfType<CallableDeclaration>().SelectMany(d => d.Body.Statements).OfType<MemberStatement>().Select(s => s.Documentation));

    private static List<string> Comments(string text) =>
        [.. Tokenizer.Tokenize(text, (_, _, _) => { })
            .SelectMany(token => token.Comments)
            .Select(comment => text.Substring(comment.Span.Start, comment.Span.Length).TrimEnd())];
}
