using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

public sealed class QuantizeTests
{
    private const string Net = """
        model Net(width: int = 32) {
            input x : float[B, T, width]
            stream T
            param odd : float[3, 100]
            param half : float16[2]
            buffer steps : int64[32]
            var y = Attention(x, heads: 2) as attn
            output z : float[B, T, width] = y
        }

        """;

    [Fact]
    public void Each_parameter_and_state_takes_the_format_of_the_last_line_that_names_it()
    {
        var model = Bind.Model(Net + """
            quantize {
                *             : float16
                attn.*        : int4(group: 16)
                attn.o.weight : sherry
                attn.k        : int8
                activations   : int8
            }
            quantize small { attn.q.weight : int4 }
            """);
        var all = model.Quantizations[0];
        all.Formats.Select(f => $"{f.Key} {f.Value}").ShouldBe(
            ["odd float16", "half float16", "attn.q.weight int4(group: 16)", "attn.k.weight int4(group: 16)", "attn.v.weight int4(group: 16)", "attn.o.weight sherry", "attn.k int8", "attn.v int4(group: 16)"],
            ignoreOrder: true);
        all.Activations.ShouldNotBeNull().Name.ShouldBe("int8");
        model.Quantizations[1].Name.ShouldBe("small");
        model.Quantizations[1].Formats["attn.q.weight"].Group.ShouldBe(32);
    }

    [Theory]
    [InlineData("attn.qq.weight : int8", ": error MW0271: 'attn.qq.weight' names no parameter or state; the nearest is 'attn.q.weight'")]
    [InlineData("odd : int44", ": error MW0274: unknown format 'int44'; did you mean 'int4'?")]
    [InlineData("odd : 8", ": error MW0274: a format is one of float16, bfloat16, int8, int4, ternary, sherry")]
    [InlineData("odd : fp8", ": error MW0274: unknown format 'fp8'; there is float16, bfloat16, int8, int4, ternary, sherry")]
    [InlineData("odd : int4(group: 32)", ": error MW0275: int4(group: 32) takes 32 values of the last axis together, and 'odd' [3, 100] has 100; int4(group: 25) or an extent of 128 would fit")]
    [InlineData("half : sherry", ": error MW0275: sherry takes 4 values of the last axis together, and 'half' [2] has 2; an extent of 4 would fit")]
    [InlineData("odd : int4(group: 1)", ": error MW0275: a group has at least 2 values, not 1")]
    [InlineData("odd : int8(group: 32)", ": error MW0110: 'int8' takes nothing")]
    [InlineData("odd : int4(32)", ": error MW0110: 'int4' takes group: int4(group: 32)")]
    [InlineData("steps : int8", ": error MW0275: 'steps' is int64; formats are for floats")]
    [InlineData("attn.k : ternary", ": error MW0275: 'attn.k' is a state, and ternary is a format of parameters; float16, bfloat16, int8 and int4 fit")]
    [InlineData("activations : int4", ": error MW0275: activations are int8; int4(group: 32) is a format of parameters")]
    [InlineData("odd : int8 * : float16", ": error MW0272: lines below name all that 'odd' names, and the last one wins; put it behind them")]
    public void A_line_that_cannot_be_is_refused_once(string line, string expected)
    {
        var error = Bind.Errors(Net + "quantize {\n    " + line + "\n}").ShouldHaveSingleItem();
        error.ShouldStartWith("a.model(11,");
        error.ShouldEndWith(expected);
    }
}
