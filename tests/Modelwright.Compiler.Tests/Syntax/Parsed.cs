using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

/// <summary>A parsed text with its errors as <c>line:column id message</c>, in the order of their places.</summary>
internal sealed record Parsed(SourceFile File, IReadOnlyList<string> Errors, IReadOnlyList<Diagnostic> Diagnostics)
{
    public static Parsed Text(string text)
    {
        var diagnostics = new DiagnosticBag();
        var file = Parser.Parse(new SourceText("test.model", text), diagnostics);
        var ordered = diagnostics.Items.OrderBy(d => d.Location.Span.Start).ToList();
        return new Parsed(file, ordered.ConvertAll(Describe), ordered);
    }

    /// <summary>Statements inside a model, from line 2 on.</summary>
    public static Parsed Body(string statements) => Text($"model M {{\n{statements}\n}}\n");

    /// <summary>The statements of the first declaration, printed.</summary>
    public static string Statements(string statements)
    {
        var parsed = Body(statements);
        parsed.Errors.ShouldBeEmpty();
        var lines = SyntaxPrinter.Print(parsed.File).TrimEnd('\n').Split('\n');
        return string.Join("\n", lines[1..^1].Select(line => line[2..]));
    }

    public static Expression Expression(string text)
    {
        var parsed = Text("const value = " + text);
        parsed.Errors.ShouldBeEmpty();
        return ((ConstantDeclaration)parsed.File.Declarations[0]).Value;
    }

    private static string Describe(Diagnostic diagnostic)
    {
        var (line, column) = diagnostic.Location.Source.Position(diagnostic.Location.Span.Start);
        return $"{line + 1}:{column + 1} {diagnostic.Kind.Id} {diagnostic.Message}";
    }
}
