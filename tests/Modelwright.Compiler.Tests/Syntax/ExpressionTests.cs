using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("a + b * c - d", "(- (+ a (* b c)) d)")]
    [InlineData("1 - x @ y % 2 / z", "(- 1 (/ (% (@ x y) 2) z))")]
    [InlineData("a || b && c || d", "(|| (|| a (&& b c)) d)")]
    [InlineData("a && b == c + 1", "(&& a (== b (+ c 1)))")]
    [InlineData("t - w < s <= t", "(chain (- t w) < s <= t)")]
    [InlineData("a < b && b == c != d > e", "(&& (< a b) (chain b == c != d > e))")]
    [InlineData("(a < b) < c", "(< (< a b) c)")]
    [InlineData("-x ^ 2", "(- (^ x 2))")]
    [InlineData("E ^ -0.5 * k", "(* (^ E (- 0.5)) k)")]
    [InlineData("a ^ b ^ c", "(^ a (^ b c))")]
    [InlineData("a ^ -b ^ c", "(^ a (- (^ b c)))")]
    [InlineData("!-!a == b", "(== (! (- (! a))) b)")]
    [InlineData("-a * -b", "(* (- a) (- b))")]
    [InlineData("x[i] ^ f(y).z", "(^ (index x i) (. (call f y) z))")]
    [InlineData("c ? a : d ? e : f", "(? c a (? d e f))")]
    [InlineData("a || b ? x |> f() : y", "(? (|| a b) (|> x (call f)) y)")]
    [InlineData("a + b |> f(1) |> g()", "(|> (|> (+ a b) (call f 1)) (call g))")]
    public void Operators_group_by_level(string text, string tree) =>
        SyntaxPrinter.Print(Parsed.Expression(text)).ShouldBe(tree);

    [Theory]
    [InlineData("Linear(x, n) as k |> f()", "(|> (call Linear x n as k) (call f))")]
    [InlineData("(f(x) as a)(y) + g() as b", "(+ (call (call f x as a) y) (call g as b))")]
    [InlineData("f(x) as experts[i + 1].up.head", "(call f x as experts [(+ i 1)] up head)")]
    [InlineData("f() as _", "(call f as _)")]
    [InlineData("f(g() as a, heads:, n: 1)", "(call f (call g as a) heads: n:1)")]
    public void As_binds_to_the_call_before_it(string text, string tree) =>
        SyntaxPrinter.Print(Parsed.Expression(text)).ShouldBe(tree);

    [Theory]
    [InlineData("sum[i: e](x[i])", "(call (index sum i:e) (index x i))")]
    [InlineData("softmax[s | s <= t](x)", "(call (index softmax s | (<= s t)) x)")]
    [InlineData("softmax[s | !causal || s <= t](x)", "(call (index softmax s | (|| (! causal) (<= s t))) x)")]
    [InlineData("mean[j: block | a && b](x)", "(call (index mean j:block | (&& a b)) x)")]
    [InlineData("h[..., :n]", "(index h ... ..n)")]
    [InlineData("h[n + 1:, :, a]", "(index h (+ n 1).. .. a)")]
    [InlineData("h[a..b, ..b, a.., ..]", "(index h a..b ..b a.. ..)")]
    [InlineData("x[c ? a : b]", "(index x (? c a b))")]
    [InlineData("x[b, t][0].S", "(. (index (index x b t) 0) S)")]
    public void Indices(string text, string tree) =>
        SyntaxPrinter.Print(Parsed.Expression(text)).ShouldBe(tree);

    [Theory]
    [InlineData("[..., o] => x[o] + 1", "(=> [... o] (+ (index x o) 1))")]
    [InlineData("[b, t: T - 1] => x", "(=> [b t:(- T 1)] x)")]
    [InlineData("f([b] => x, u => v => w)", "(call f (=> [b] x) (=> u (=> v w)))")]
    [InlineData("c ? ([a] => b) : [a]", "(? c (=> [a] b) (list a))")]
    [InlineData("c ? [a] => b : u => v", "(? c (=> [a] b) (=> u v))")]
    [InlineData("[[a], [b] => c, []]", "(list (list a) (=> [b] c) (list))")]
    [InlineData("([a] => b, c)", "(tuple (=> [a] b) c)")]
    [InlineData("[a, \"b\", true, 1.50]", "(list a \"b\" true 1.5)")]
    public void Functions_tuples_and_lists(string text, string tree) =>
        SyntaxPrinter.Print(Parsed.Expression(text)).ShouldBe(tree);

    [Theory]
    [InlineData("state + input", "(+ state input)")]
    [InlineData("model(block: op)", "(call model block:op)")]
    [InlineData("list < over", "(< list over)")]
    public void Keywords_that_are_not_reserved_are_names(string text, string tree) =>
        SyntaxPrinter.Print(Parsed.Expression(text)).ShouldBe(tree);

    [Fact]
    public void Newlines_mean_nothing() =>
        SyntaxPrinter.Print(Parsed.Expression("a\n  + // and\n f\n(b\n)\n as\n c")).ShouldBe("(+ a (call f b as c))");

    [Fact]
    public void Integers_keep_all_their_bits()
    {
        var number = Parsed.Expression("9223372036854775807").ShouldBeOfType<NumberLiteral>();

        number.IsInteger.ShouldBeTrue();
        number.Integer.ShouldBe(long.MaxValue);
        number.Value.ShouldBe(9223372036854775807.0);
    }

    [Theory]
    [InlineData("1.0", 1.0)]
    [InlineData("2e3", 2000.0)]
    [InlineData("1.5e-3", 0.0015)]
    public void Numbers_with_point_or_exponent_are_floats(string text, double value)
    {
        var number = Parsed.Expression(text).ShouldBeOfType<NumberLiteral>();

        number.IsInteger.ShouldBeFalse();
        number.Value.ShouldBe(value);
    }
}
