using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Tests.Syntax;

public sealed class StatementTests
{
    [Theory]
    [InlineData("input x : float[B]", "(input x float[B])")]
    [InlineData("output a.b.c : float[...] = y", "(output a.b.c float[...] y)")]
    [InlineData("param offset as bias : float[n + 1] = 0", "(param offset as bias float[(+ n 1)] 0)")]
    [InlineData("buffer b : int64[]", "(buffer b int64[])")]
    [InlineData("state S : float[B, H] = 0", "(state S float[B H] 0)")]
    [InlineData("stream T", "(stream T)")]
    [InlineData("require a == b, \"message\"", "(require (== a b) \"message\")")]
    [InlineData("require (a)", "(require a)")]
    [InlineData("let y[..., o: n] = x", "(let y [... o:n] x)")]
    [InlineData("const c = 1", "(const c 1)")]
    [InlineData("var (a, b) = f(x)", "(var (a b) (call f x))")]
    [InlineData("x += 1", "(+= x 1)")]
    [InlineData("S[b, i] *= 2", "(*= S [b i] 2)")]
    [InlineData("x -= 1 y /= 2 z = 3", "(-= x 1)\n(/= y 2)\n(= z 3)")]
    [InlineData("return (a, b)", "(return (tuple a b))")]
    public void One_line(string text, string tree) => Parsed.Statements(text).ShouldBe(tree);

    [Theory]
    [InlineData("for i in 0..n as layers { x = i }", "(for i 0 .. n as layers\n  (= x i)\n)")]
    [InlineData("for v in f(list) as v[i].w { }", "(for v (call f list) as v [i] w\n)")]
    [InlineData("for i in 0..f(g(x) as y) as z { }", "(for i 0 .. (call f (call g x as y)) as z\n)")]
    [InlineData("for i in 0..c ? f() : g() as z { }", "(for i 0 .. (? c (call f) (call g)) as z\n)")]
    [InlineData("if a { } else if b { x = 1 } else { y = 2 }", "(if a\n)\n(else\n  (if b\n    (= x 1)\n  )\n  (else\n    (= y 2)\n  )\n)")]
    public void With_bodies(string text, string tree) => Parsed.Statements(text).ShouldBe(tree);

    [Theory]
    [InlineData("state = 1", "(= state 1)")]
    [InlineData("input[b] += 1", "(+= input [b] 1)")]
    [InlineData("require = stream", "(= require stream)")]
    [InlineData("state state : float[] = 0", "(state state float[] 0)")]
    [InlineData("let model = block", "(let model block)")]
    public void Keywords_that_are_not_reserved_are_names(string text, string tree) =>
        Parsed.Statements(text).ShouldBe(tree);

    [Fact]
    public void Member_keeps_its_documentation()
    {
        var parsed = Parsed.Body("  /// The tokens,\n  /// as bytes.\n  input tokens : int64[B]");

        var model = parsed.File.Declarations[0].ShouldBeOfType<CallableDeclaration>();
        model.Body.Statements[0].ShouldBeOfType<MemberStatement>().Documentation.ShouldBe("The tokens,\nas bytes.");
        model.Documentation.ShouldBeNull();
    }
}
