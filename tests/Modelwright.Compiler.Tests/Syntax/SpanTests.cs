using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class SpanTests
{
    private const string Offset = "const value = ";

    [Theory]
    [InlineData("a + b", "a + b")]
    [InlineData(" (a + b) ", "(a + b)")]
    [InlineData("-a ^ b // c", "-a ^ b")]
    [InlineData("f(x) as a[i].b ", "f(x) as a[i].b")]
    [InlineData("f( x ) ", "f( x )")]
    [InlineData("x . y ", "x . y")]
    [InlineData("x[ a | b ] ", "x[ a | b ]")]
    [InlineData("a < b <= (c) ", "a < b <= (c)")]
    [InlineData("c ? a : f() ", "c ? a : f()")]
    [InlineData("x |> f() ", "x |> f()")]
    [InlineData("[a] => b ", "[a] => b")]
    [InlineData("u => (b) ", "u => (b)")]
    [InlineData("( a, b ) ", "( a, b )")]
    [InlineData("[ a, b ] ", "[ a, b ]")]
    [InlineData("\"text\" ", "\"text\"")]
    public void Expression_covers_its_text(string text, string covered) =>
        Slice(text, Parsed.Expression(text).Span).ShouldBe(covered);

    [Fact]
    public void Operator_has_a_span_of_its_own()
    {
        const string text = "a ^ (1 - x @ y) * -b";
        var product = Parsed.Expression(text).ShouldBeOfType<BinaryExpression>();
        var power = product.Left.ShouldBeOfType<BinaryExpression>();
        var difference = power.Right.ShouldBeOfType<BinaryExpression>();
        var matrixProduct = difference.Right.ShouldBeOfType<BinaryExpression>();

        product.OperatorSpan.ShouldBe(new TextSpan(Offset.Length + 16, 1));
        power.OperatorSpan.ShouldBe(new TextSpan(Offset.Length + 2, 1));
        difference.OperatorSpan.ShouldBe(new TextSpan(Offset.Length + 7, 1));
        matrixProduct.OperatorSpan.ShouldBe(new TextSpan(Offset.Length + 11, 1));
        Slice(text, matrixProduct.Span).ShouldBe("x @ y");
        Slice(text, product.Right.Span).ShouldBe("-b");
    }

    [Fact]
    public void Parts_of_calls_and_indices_cover_their_text()
    {
        const string text = "f(x[a:b, c..], n: 1 ,m: ) as p.q";
        var call = Parsed.Expression(text).ShouldBeOfType<CallExpression>();
        var index = call.Arguments[0].Value.ShouldBeOfType<IndexExpression>();

        call.Arguments.Select(a => Slice(text, a.Span)).ShouldBe(["x[a:b, c..]", "n: 1", "m:"]);
        index.Items.Select(i => Slice(text, i.Span)).ShouldBe(["a:b", "c.."]);
        Slice(text, call.As!.Span).ShouldBe("p.q");
    }

    [Fact]
    public void Statements_and_declarations_cover_their_text()
    {
        const string text = "block F(x: float[B] = 1) -> float[B] {\n  param a.b as c : float[B, 2] = 0  \n if x { } else { return y }\n}  // end";
        var parsed = Parsed.Text(text);
        var block = parsed.File.Declarations[0].ShouldBeOfType<CallableDeclaration>();
        string Of(SyntaxNode node) => text.Substring(node.Span.Start, node.Span.Length);

        parsed.Errors.ShouldBeEmpty();
        Of(parsed.File).ShouldBe(text);
        Of(block).ShouldBe(text[..text.IndexOf("  // end", StringComparison.Ordinal)]);
        Of(block.Name).ShouldBe("F");
        Of(block.Parameters[0]).ShouldBe("x: float[B] = 1");
        Of(block.Parameters[0].Type).ShouldBe("float[B]");
        Of(block.Results[0]).ShouldBe("float[B]");
        var member = block.Body.Statements[0].ShouldBeOfType<MemberStatement>();
        Of(member).ShouldBe("param a.b as c : float[B, 2] = 0");
        Of(member.Name).ShouldBe("a.b");
        Of(((DataTypeSyntax)member.Type).Dimensions![1]).ShouldBe("2");
        Of(block.Body.Statements[1]).ShouldBe("if x { } else { return y }");
        Of(((IfStatement)block.Body.Statements[1]).Else!).ShouldBe("{ return y }");
    }

    private static string Slice(string text, TextSpan span) => text.Substring(span.Start - Offset.Length, span.Length);
}
