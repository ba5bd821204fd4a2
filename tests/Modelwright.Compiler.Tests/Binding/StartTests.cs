using Modelwright.Compiler.Graph;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

public sealed class StartTests
{
    [Theory]
    [InlineData("float[4, 6, 5]", "zeros", "0")]
    [InlineData("float[4, 6, 5]", "ones()", "1")]
    [InlineData("float[4]", "constant(0.5)", "0.5")]
    [InlineData("float[4]", "normal(0.02)", "normal(0.02)")]
    [InlineData("float[4]", "normal(mean: 1, std: 2)", "normal(2, 1)")]
    [InlineData("float[4]", "uniform(0.1)", "uniform(0.1)")]
    [InlineData("float[4]", "uniform(1, high: 16)", "uniform(1, 16)")]
    [InlineData("float[4, 2, 3]", "xavier_normal(3)", "normal(1)")]                            // 3 sqrt(2 / (2 * 3 + 4 * 3))
    [InlineData("float[3, 6]", "kaiming_normal(gain: 3, mode: \"fan_out\")", "normal(1.7320508075688774)")]
    [InlineData("float[3, 8]", "kaiming_normal", "normal(0.5)")]
    [InlineData("float[3, 8]", "kaiming_uniform(gain: 2 ^ 0.5)", "uniform(0.8660254037844386)")]
    [InlineData("float[3, 3]", "xavier(2)", "uniform(2)")]                                      // sqrt(3) * 2 sqrt(2 / 6)
    [InlineData("float[3, 8]", "orthogonal(gain: 2)", "orthogonal(2)")]
    [InlineData("float[4]", "0.5 * normal(1) + 1", "add(mul(0.5, normal(1)), 1)")]
    [InlineData("float[4]", "clamp(normal(0.02), -0.04, 0.04)", "min(max(normal(0.02), -0.04), 0.04)")]
    [InlineData("float[4]", "[i] => -log(i + 1)", "neg(log(add(index(0), 1)))")]
    [InlineData("float[4, 6]", "[i, j] => normal(1) * j", "mul(normal(1), index(1))")]
    [InlineData("float[4, 6]", "[j: 6] => float(j / 2)", "floordiv(index(1), 2)")]
    [InlineData("float[2, 3]", "1 + [1, 2, 3]", "add(1, table(1, 2, 3))")]
    [InlineData("float[2, 3]", "[1, 2, 3]", "table(1, 2, 3)")]
    [InlineData("int8[3]", "[1, 2, 3]", "table(1, 2, 3)")]
    [InlineData("int64[3]", "[i] => int64(i * i)", "mul(index(0), index(0))")]
    [InlineData("bool[3, 3]", "[t, s] => s <= t", "lessorequal(index(1), index(0))")]
    [InlineData("bool[3]", "true", "1")]
    [InlineData("float[3, 3]", "transpose([i: 3, j: 3] => float(i))", "index(1)")]
    [InlineData("float[3]", "table", "pow(2, index(0))")]
    [InlineData("float[3]", "[i] => sum[j: 3](table[j]) * 0 + i", "add(mul(table(7), 0), index(0))")]
    public void A_start_is_an_expression_of_draws_and_build_time_values(string type, string start, string expected)
    {
        var model = Bind.Model($$"""
            const table[i: 3] = 2 ^ float(i)
            model M() {
                input x : float[B]
                param p : {{type}} = {{start}}
                output y : float[B] = x
            }
            """);
        var line = GraphPrinter.Print(model.Main).Split('\n').Single(l => l.StartsWith("    parameter p", StringComparison.Ordinal));
        line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..].ShouldBe(expected);
    }

    [Theory]
    [InlineData("float[4]", "xavier", ": error MW0270: 'xavier' starts weights [out, in, …]; 'p' has shape [4]")]
    [InlineData("float[4]", "normal(-1)", ": error MW0270: a standard deviation is not negative")]
    [InlineData("float[4]", "uniform(2, 1)", ": error MW0270: between 2.0 and 1.0 lies no number")]
    [InlineData("float[4]", "normal", ": error MW0111: 'normal' needs its std: normal(…)")]
    [InlineData("float[4]", "normal(sdt: 1)", ": error MW0110: 'normal' takes std, mean; did you mean 'std'?")]
    [InlineData("float[4]", "zeros(1)", ": error MW0110: 'zeros' takes nothing")]
    [InlineData("float[4, 4]", "kaiming(mode: \"in\")", ": error MW0112: 'mode' of 'kaiming' is \"fan_in\" or \"fan_out\"; this is the string \"in\"")]
    [InlineData("float[4]", "nromal(1)", ": error MW0101: unknown name 'nromal'; did you mean 'normal'?")]
    [InlineData("float[B]", "normal(1)", ": error MW0206: parameter 'p' has shape [B], and B is not a positive constant")]
    [InlineData("float[4]", "[1, 2, 3]", ": error MW0202: 'p' is declared [4], but this has shape [3]")]
    [InlineData("float[4]", "x", ": error MW0202: 'p' is declared [4], but this has shape [B]")]
    [InlineData("float[4]", "mean[b](x[b])", ": error MW0270: 'p' starts before the model runs, but 'x' is a run-time tensor")]
    [InlineData("float[4]", "q", ": error MW0270: a parameter cannot start from another, 'q'")]
    [InlineData("float[4, 4]", "normal(1) @ normal(1)", ": error MW0270: random draws are combined element by element; this mixes them")]
    [InlineData("float[4, 4]", "transpose(normal(1))", ": error MW0270: random draws are combined element by element; this moves them")]
    [InlineData("int64[4]", "normal(1)", ": error MW0204: 'p' is int64, but this is float; convert it: int64(…)")]
    [InlineData("int64[4]", "0.5", ": error MW0204: 'p' is int64, and 0.5 is not")]
    [InlineData("int8[4]", "300", ": error MW0270: 'p' is int8, which does not reach 300")]
    [InlineData("bool[4]", "1", ": error MW0204: 'p' is bool, and 1.0 is not")]
    [InlineData("float[4]", "\"zeros\"", ": error MW0220: 'p' starts as a float known at build time or drawn; this is the string \"zeros\"")]
    public void A_start_that_cannot_be_is_refused_once(string type, string start, string expected)
    {
        var text = $$"""
            model M() { input x : float[B]
              param q : float[4]
              param p : {{type}} = {{start}}
              output y : float[B] = x
            }
            """;
        var error = Bind.Errors(text).ShouldHaveSingleItem();
        error.ShouldStartWith("a.model(3,");
        error.ShouldEndWith(expected);
    }

    [Fact]
    public void Draws_are_known_only_where_a_parameter_starts() =>
        Bind.Errors("model M() { input x : float[B]\n output y : float[B] = x * normal(1) }").ShouldBe(
            ["a.model(2,28): error MW0101: unknown name 'normal'; only the start of a param or buffer knows it"]);

    [Fact]
    public void A_declaration_of_the_file_hides_a_draw() =>
        Bind.Model("op ones(n: int) -> float[] { return 3.0 * float(n) }\nmodel M() { input x : float[B]\n param p : float[2] = ones(2)\n output y : float[B] = x }")
            .Main.Parameters[0].Initializer.ShouldBe(new Initializer.Constant(6));

    [Fact]
    public void A_start_in_a_loop_knows_its_round() =>
        Bind.Model("model M() { input x : float[B]\n for i in 0..2 { param p as p[i] : float[2] = normal(1 + i) }\n output y : float[B] = x }")
            .Main.Parameters.Select(p => p.Initializer).ShouldBe([new Initializer.Normal(1), new Initializer.Normal(2)]);
}
