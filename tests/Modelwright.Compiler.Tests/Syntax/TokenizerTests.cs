using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("0..n", "Number 0|DotDot ..|Name n")]
    [InlineData("1.5..2", "Number 1.5|DotDot ..|Number 2")]
    [InlineData("1e-6 2.5E+3", "Number 1e-6|Number 2.5E+3")]
    [InlineData("x.y...z", "Name x|Dot .|Name y|Ellipsis ...|Name z")]
    [InlineData("layers.3.q.0.5", "Name layers|Dot .|Number 3|Dot .|Name q|Dot .|Number 0|Dot .|Number 5")]
    [InlineData("a||b|c|>d", "Name a|Or |||Name b|Bar ||Name c|Pipe |>|Name d")]
    [InlineData("a=>b->c==d=e", "Name a|FatArrow =>|Name b|Arrow ->|Name c|Equal ==|Name d|Assign =|Name e")]
    [InlineData("a<=b>=c!=!d", "Name a|LessOrEqual <=|Name b|GreaterOrEqual >=|Name c|NotEqual !=|Not !|Name d")]
    [InlineData("x+=1-=2*=3/=4", "Name x|AddAssign +=|Number 1|SubtractAssign -=|Number 2|MultiplyAssign *=|Number 3|DivideAssign /=|Number 4")]
    [InlineData("let input in as lettuce", "Let let|Name input|In in|As as|Name lettuce")]
    [InlineData("\"a // b\" c // d\n/e", "String a // b|Name c|Slash /|Name e")]
    [InlineData("\uFEFFa", "Name a")]
    public void Splits(string text, string expected) =>
        string.Join("|", Tokenize(text).SkipLast(1).Select(token => $"{token.Kind} {token.Text}")).ShouldBe(expected);

    [Fact]
    public void Knows_spans_and_first_words_of_lines()
    {
        var tokens = Tokenize("a 12\r\n  \"s\" +=");

        tokens.Select(token => (token.Span.Start, token.Span.Length, token.StartsLine)).ShouldBe(
            [(0, 1, true), (2, 2, false), (8, 3, true), (12, 2, false), (14, 0, false)]);
    }

    [Fact]
    public void Hangs_documentation_on_the_next_token()
    {
        var tokens = Tokenize("/// One\n///  two\r\n//// no\n// no\na b ///c\n}");

        tokens.Select(token => token.Documentation).ShouldBe(["One\n two", null, "c", null]);
    }

    [Theory]
    [InlineData("( [ ] { ) } )", "6 2 1 5 -1 3 0")]
    [InlineData("( [ ) ]", "2 -1 0 -1")]
    [InlineData("{ ( [ }", "3 -1 -1 0")]
    [InlineData("{ { }", "-1 2 1")]
    public void Pairs_brackets(string text, string partners) =>
        string.Join(" ", Tokenize(text).SkipLast(1).Select(token => token.Partner)).ShouldBe(partners);

    [Theory]
    [InlineData("a $€ b", "1:3 MW0001 the character '$' has no meaning here", 2)]
    [InlineData("a\u0001", "1:2 MW0001 the character U+0001 has no meaning here", 1)]
    [InlineData("a \U0001F600", "1:3 MW0001 the character '\U0001F600' has no meaning here", 2)]
    [InlineData("a; b", "1:2 MW0001 the character ';' has no meaning here: a statement ends by itself", 1)]
    [InlineData("a & b", "1:3 MW0001 the character '&' has no meaning here: 'and' is written &&", 1)]
    [InlineData("a \"b\nc", "1:3 MW0002 this string has no closing '\"' on its line", 2)]
    [InlineData("1. ", "1:1 MW0003 '1.' is not a number: a point stands between digits", 2)]
    [InlineData("a .5", "1:3 MW0003 '.5' is not a number: a point stands between digits", 2)]
    [InlineData("1.2.3", "1:1 MW0003 '1.2.3' is not a number: a point stands between digits", 5)]
    [InlineData("2x_1+1", "1:1 MW0003 '2x_1' is not a number", 4)]
    [InlineData("1e+", "1:1 MW0003 '1e' is not a number", 2)]
    public void Reports_what_is_no_token(string text, string expected, int length)
    {
        var errors = new List<(DiagnosticKind Kind, TextSpan Span, string Message)>();

        Tokenizer.Tokenize(text, (kind, span, message) => errors.Add((kind, span, message)));

        var error = errors.ShouldHaveSingleItem();
        $"1:{error.Span.Start + 1} {error.Kind.Id} {error.Message}".ShouldBe(expected);
        error.Span.Length.ShouldBe(length);
    }

    [Fact]
    public void Half_a_character_is_reported_by_its_number()
    {
        var errors = new List<string>();

        Tokenizer.Tokenize("\uD83D a", (_, _, message) => errors.Add(message));

        errors.ShouldBe(["the character U+D83D has no meaning here"]);
    }

    private static IReadOnlyList<Token> Tokenize(string text) =>
        Tokenizer.Tokenize(text, (_, _, message) => throw new InvalidOperationException(message));
}
