using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

/// <summary>Several mistakes are reported in one pass, and what is sound stays in the tree.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public void Reports_the_mistakes_of_many_statements()
    {
        var parsed = Parsed.Body("""
            input x float
            let y = f(x
            parm z : float
            for i on 0..3 {
                y += )
                if { y = 2 }
            }
            let w = [1, 2
            output o : float = w |>
            """);

        parsed.Errors.ShouldBe([
            "2:9 MW0010 expected ':' and a type after 'x', found 'float'",
            "4:1 MW0011 expected ')' to close the '(' at 3:10, found 'parm'",
            "5:7 MW0010 expected 'in' after 'i', found 'on'",
            "6:10 MW0010 expected an expression after '+=', found ')'",
            "7:8 MW0010 expected an expression after the keyword 'if', found '{'",
            "10:1 MW0011 expected ']' to close the '[' at 9:9, found 'output'",
            "11:1 MW0010 expected an expression after '|>', found '}'",
        ]);
    }

    [Fact]
    public void Reports_the_mistakes_of_many_declarations()
    {
        var parsed = Parsed.Text("""
            import
            const a =
            model M(x: ) {
                input x : float[
            }
            blok N { let x }
            op f(x: float) -> float { return x + }
            quantize {
                a int8
                b : +
                c : int8
            }
            """);

        parsed.Errors.ShouldBe([
            "2:1 MW0010 expected a file's name in quotes after 'import', found the keyword 'const'",
            "3:1 MW0010 expected an expression after '=', found 'model'",
        ]);
    }

    [Fact]
    public void Sound_statements_around_a_broken_one_stay()
    {
        var parsed = Parsed.Body("let a = 1\nlet b = f(\nlet c = 3\nparam p as :\nif a { let d = ]\n let e = 5 }\nlet (f, g = 6\nlet h = 7");

        parsed.Errors.Count.ShouldBe(4);
        SyntaxPrinter.Print(parsed.File).ShouldBe("""
            (model M
              (let a 1)
              (let b (missing))
              (let c 3)
              (if a
                (let d (missing))
                (let e 5)
              )
              (let h 7)
            )

            """);
    }

    [Fact]
    public void Missing_expression_covers_what_was_skipped()
    {
        var parsed = Parsed.Body("let b = f(1, +\n   2)\nlet c = 3");

        var model = parsed.File.Declarations[0].ShouldBeOfType<CallableDeclaration>();
        var missing = model.Body.Statements[0].ShouldBeOfType<LetStatement>().Value.ShouldBeOfType<MissingExpression>();
        parsed.File.Source.Slice(missing.Span).ShouldBe("f(1, +\n   2)");
    }

    [Fact]
    public void Forgotten_brace_doesnt_swallow_the_next_declaration() =>
        Parsed.Text("model M {\n  if a {\n  }\n\nblock N {\n}\n").File.Declarations.Select(d => d.Name.Text).ShouldBe(["M", "N"]);
}
