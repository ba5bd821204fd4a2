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
            "3:12 MW0010 expected a type after ':', found ')'",
            "5:1 MW0010 expected an expression after '[', found '}'",
            "6:1 MW0012 'blok' is not a keyword; did you mean 'block'?",
            "6:16 MW0010 expected '=' after 'x', found '}'",
            "7:38 MW0010 expected an expression after '+', found '}'",
            "9:7 MW0010 expected ':' and a format after 'a', found 'int8'",
            "10:9 MW0010 expected an expression after ':', found '+'",
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

    [Theory]
    [InlineData("let (a, b = x\nlet y = a + c", "a b x")]
    [InlineData("let a = 1\nlet b = f(x as\nlet c = b", "f x")]
    [InlineData("let b = f(2x) as c", "f c")]
    [InlineData("for i on x { let y = z }", "i on x y z")]
    public void Names_of_what_is_left_out_are_known(string statements, string names) =>
        Parsed.Body(statements).File.LostNames.ShouldBe(names.Split(' '));

    [Theory]
    [InlineData("input x : float[B\noutput y : float[B] = x", "3:1 MW0011")]
    [InlineData("input x : float[B]\nlet (a, b = split(x, 2)\noutput y : float[B] = a + b", "3:11 MW0011")]
    [InlineData("input x : float[B]\nlet a = x +\noutput y : float[B] = a", "4:1 MW0010")]
    [InlineData("input x : float[B]\nlet a = x[3x]\noutput y : float[B] = a", "3:11 MW0003")]
    [InlineData("input x : float[B]\noutput y : float[B] = F(x)\n}\nblock F(x: float[B] -> float[B] {\nreturn x", "5:33 MW0011")]
    public void What_is_left_out_causes_no_errors_elsewhere(string statements, string expected)
    {
        var source = new SourceText("test.model", $"model M {{\n{statements}\n}}\n");

        var error = ModelCompiler.Compile([source], new CompileOptions()).Diagnostics.ShouldHaveSingleItem();

        var (line, column) = source.Position(error.Location.Span.Start);
        $"{line + 1}:{column + 1} {error.Kind.Id}".ShouldBe(expected);
    }

    [Fact]
    public void Forgotten_brace_doesnt_swallow_the_next_declaration() =>
        Parsed.Text("model M {\n  if a {\n  }\n\nblock N {\n}\n").File.Declarations.Select(d => d.Name.Text).ShouldBe(["M", "N"]);
}
