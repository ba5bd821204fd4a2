using Modelwright.Compiler.Syntax;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>One mistake, one error, at its place and in the user's words.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("output y : float[B, 4] = x + z", "a.model(2,30): error MW0101: unknown name 'z'")]
    [InlineData("output y : float[B, 4] = Linaer(x, 4)", "a.model(2,26): error MW0101: unknown name 'Linaer'; did you mean 'Linear'?")]
    [InlineData("output y : float[B, 5] = x", "a.model(2,26): error MW0202: output 'y' is declared [B, 5], but this has shape [B, 4]")]
    [InlineData("let w[i: 3] = float(i)\n output y : float[B, 4] = x * w", "a.model(3,29): error MW0201: shapes [B, 4] and [3] do not fit together: 4 against 3 on the last axis")]
    [InlineData("output y : float[B, 4] = Linear(x, 4, biased: true)", "a.model(2,39): error MW0110: Linear has no parameter 'biased'; did you mean 'bias'?")]
    [InlineData("output y : float[B, 4] = Linear(x)", "a.model(2,26): error MW0111: Linear needs 'size'")]
    [InlineData("output y : float[B, 4] = Linear(x, 4.5)", "a.model(2,36): error MW0112: Linear expects a build-time int for 'size'; this is a build-time float, 4.5")]
    [InlineData("output y : float[B, 4] = Linear(x, 4) + Linear(x, 4)", "a.model(2,41): error MW0230: there is an instance 'linear' already; name this instance: 'as linear_2'")]
    [InlineData("output y : float[B, 2, 2] = split_heads(x, 2)", "a.model(2,41): error MW0203: 'x' of split_heads is float[B, T, N], with 3 axes; the argument has shape [B, 4]")]
    [InlineData("output y : float[B, 4] = [b, d] => x[b]", "a.model(2,36): error MW0205: 'x' has 2 axes, but there is one index")]
    [InlineData("output y : float[B, 4] = [b, d] => x[b, 2 * d]", "a.model(2,41): error MW0213: the index '2 * d' runs from 0 to 6, which is not inside 0..4")]
    [InlineData("output y : float[B, 2] = [b, t: 2] => x[b, t - 1]", "a.model(2,44): error MW0213: the index 't - 1' runs from -1 to 0, which is not inside 0..4; for a shift, which reads zero outside, 't' has to run over 4, not over 2")]
    [InlineData("output y : float[B, 4] = [b, t] => sum[s: B](x[b, t - s * B - 1])", "a.model(2,51): error MW0213: the index 't - s * B - 1' runs from B - B * B - 1 to 2, which is not inside 0..4; for a shift, which reads zero outside, the steps have to be constants")]
    [InlineData("output y : float[B, 4] = [b, d] => x[b, d] * x", "a.model(2,46): error MW0214: inside index notation 'x' needs its indices; it is a tensor float[B, 4]")]
    [InlineData("output y : float[B, 3] = [b, i] => sum[d](x[b, d])", "")]
    [InlineData("let y[b, i] = sum[d](x[b, d])\n output z : float[B, 4] = x", "a.model(2,10): error MW0210: the extent of axis 'i' cannot be told from its uses; write it: i: extent")]
    [InlineData("let y[b, x] = 1\n output z : float[B, 4] = x", "a.model(2,10): error MW0212: 'x' is a value in scope; an axis needs a name of its own")]
    [InlineData("const n = 7 / 2\n output y : float[B, 4] = x", "a.model(2,11): error MW0221: 7 / 2 is not an integer; write floor(7 / 2) or ceil(7 / 2) to round")]
    [InlineData("require 3 < 2, \"three is not less\"\n output y : float[B, 4] = x", "a.model(2,1): error MW0222: three is not less")]
    [InlineData("param w : float[B] = 0\n output y : float[B, 4] = x", "a.model(2,11): error MW0206: parameter 'w' has shape [B], and B is not a positive constant")]
    [InlineData("let y = x\n y = x + 1\n output z : float[B, 4] = y", "a.model(3,2): error MW0103: 'y' cannot change; declare it with 'var'")]
    [InlineData("output y : float[B, 4] = relu(x) as act", "a.model(2,37): error MW0231: 'as' names an instance of a block; relu is an op without parameters")]
    [InlineData("let (v, i) = topk[d](x, 2)\n output y : float[B, 4] = x", "a.model(2,14): error MW0260: 'topk' runs along an axis of index notation: let y[…] = topk[…](…)")]
    [InlineData("stream S\n output y : float[B, 4] = x", "a.model(2,8): error MW0103: no input has an axis 'S'")]
    [InlineData("let y[b] = softmax[j](x[b, j])\n output z : float[B, 4] = x", "a.model(2,20): error MW0101: 'softmax' runs along an axis that is bound already, and 'j' is not one")]
    [InlineData("var y = x\n for i in 0..2 { param g : float[4] = 1\n y *= g }\n output z : float[B, 4] = y", "a.model(3,24): error MW0230: each round of the loop declares a parameter 'g'; number them: 'as g[i]'")]
    [InlineData("let n[b] = argmax[d](x[b, d])\n output y : float[] = mean[b](n[b])", "a.model(3,31): error MW0204: 'mean' needs float; this is an int64 over the axes b; convert it: float(…)")]
    [InlineData("output y : float[B, 4] = x @ x", "a.model(2,28): error MW0201: '@' of [B, 4] and [B, 4]: the last axis of the left is 4, but the right has B rows; transpose it: transpose(x)")]
    public void A_mistake_gives_one_error(string body, string error) =>
        Bind.Errors($"model M() {{ input x : float[B, 4]\n{body} }}").ShouldBe(error.Length == 0 ? [] : [error]);

    [Fact]
    public void Independent_mistakes_are_reported_at_once() =>
        Bind.Errors("model M() { input x : float[B, 4]\nlet a = q\nlet b = Linear(x, 4, c: 1)\noutput y : float[B, 5] = x }").Count.ShouldBe(3);

    [Theory]
    [InlineData("let a = q\nlet b[i, j] = a[i, j]\noutput y : float[B, 4] = x + a")]
    [InlineData("let a = Linear(x, size: q)\nlet b = RmsNorm(a)\noutput y : float[B, 4] = b @ a")]
    [InlineData("var a = q\nfor i in 0..3 as layers { a += Linear(a, 4) as l }\noutput y : float[B, 4] = a")]
    public void A_mistake_does_not_cascade(string body) => Bind.Errors($"model M() {{ input x : float[B, 4]\n{body} }}").Count.ShouldBe(1);

    [Fact]
    public void A_mistake_in_a_block_is_reported_once_with_the_way_there()
    {
        var result = ModelCompiler.Compile(
            [new SourceText("a.model", "model M() { input x : float[B, 4]\nlet y = Twice(x, 3) as a\noutput z : float[B, 4] = Twice(y, 3) as b }\nblock Twice(x: float[B, D], n: int) -> float[B, D] { return Linear(x, n) as l }")],
            new CompileOptions());
        var error = result.Diagnostics.ShouldHaveSingleItem();
        error.ToString().ShouldBe("a.model(4,61): error MW0202: the result of Twice is declared float[B, D] = [B, 4], but this has shape [B, n] = [B, 3]");
        error.Notes.Select(n => n.Message).ShouldContain("in block Twice, instantiated as a here");
    }

    [Fact]
    public void Names_are_checked_where_nothing_instantiates_them() =>
        Bind.Errors("block B(x: float[...]) -> float[...] { if false { let y = undefined }\n return x }").ShouldBe(["a.model(1,59): error MW0101: unknown name 'undefined'"]);

    [Fact]
    public void A_block_that_contains_itself_is_refused() =>
        Bind.Errors("model M() { input x : float[4]\noutput y : float[4] = R(x) }\nblock R(x: float[D]) -> float[D] { return R(x) as r }")
            .ShouldBe(["a.model(3,43): error MW0240: block R contains itself"]);

    [Fact]
    public void Looking_ahead_along_the_stream_is_refused() =>
        Bind.Errors("model M() { input x : float[B, T, 4]\nstream T\noutput y : float[B, T, 4] = [b, t, d] => x[b, t, d] - mean[s](x[b, s, d]) }").ShouldHaveSingleItem()
            .ShouldStartWith("a.model(3,55): error MW0250: this mean needs every step of the stream axis T at once");

    [Theory]
    [InlineData("width", "x", "'x' does not fit constant 'width', which is an int")]
    [InlineData("widht", "3", "model M has no constant 'widht'; did you mean 'width'?")]
    [InlineData("gate", "soft", "'soft' does not fit constant 'gate', which is one of \"none\", \"hard\"")]
    public void A_wrong_override_is_refused(string name, string value, string message) =>
        Bind.Errors("model M(width: int = 4, gate: \"none\" | \"hard\" = \"none\") { input x : float[width]\noutput y : float[width] = x }", (name, value))
            .ShouldHaveSingleItem().ShouldEndWith(message);
}
