using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Functions as build-time arguments.</summary>
public sealed class FunctionTests
{
    private const string Residual = """

        block Residual(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] {
            param scale : float[1] = 0.5
            return x + scale * f(RmsNorm(x) as norm)
        }
        """;

    [Fact]
    public void A_lambda_keeps_its_instances_where_it_is_written()
    {
        var model = Bind.Model(
            "model M(width: int = 4) { input x : float[B, width]\n output y : float[B, width] = Residual(x, u => Linear(u, width) as inner) as outer }" + Residual);
        model.Main.Parameters.Select(p => p.Path).Concat(model.Main.Nodes.Select(n => n.Operator).OfType<Call>().Select(c => c.Path))
            .ShouldBe(["outer.scale", "outer.norm", "inner"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("relu", 0, 3)]
    [InlineData("abs", 2, 3)]
    [InlineData("u => 2 * u", -4, 6)]
    public void An_op_or_an_elementary_function_goes_by_its_name(string function, double first, double second) => Bind.Run(
            "model M() { input x : float[N]\n output y : float[N] = twice(x, " + function + ") }\n" +
            "op twice(x: float[N], f: float[N] -> float[N]) -> float[N] { return f(x) }",
            ("x", new DenseTensor([2], [-2, 3]))).ShouldBe([first, second]);

    [Fact]
    public void A_constant_of_a_model_may_be_a_function() => Bind.Run(
            "model M(activation: float[...] -> float[...] = relu) { input x : float[N]\n output y : float[N] = activation(x) }",
            ("x", new DenseTensor([2], [-2, 3]))).ShouldBe([0, 3]);

    [Theory]
    [InlineData("least(x, 1)", -2, 1)]
    [InlineData("least(1, x)", -2, 1)]
    [InlineData("least(float(least(4, 2)), x)", -2, 2)]
    [InlineData("[n] => least(x[n], n)", -2, 1)]
    public void A_scalar_fills_an_argument_of_any_shape(string call, double first, double second) => Bind.Run(
            "model M() { input x : float[N]\n output y : float[N] = " + call + " }\n" +
            "op least(a: float[...], b: float[...]) -> float[...] { return min(a, b) }",
            ("x", new DenseTensor([2], [-2, 3]))).ShouldBe([first, second]);

    [Fact]
    public void A_function_that_gives_another_shape_is_refused() => Bind.Errors(
            "model M() { input x : float[B, 4]\n output y : float[B, 4] = Residual(x, u => Linear(u, 3) as inner) as outer }" + Residual)
        .ShouldHaveSingleItem().ShouldEndWith("error MW0202: the result of 'f' is declared float[B, D] = [B, 4], but this has shape [B, 3]");

    [Fact]
    public void A_lambda_with_parameters_in_anothers_loop_is_refused() => Bind.Errors(
            """
            model M() { input x : float[B, 4]
             output y : float[B, 4] = Often(x, u => Linear(u, 4) as inner) as outer }
            block Often(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] {
                var y = x
                for i in 0..2 as steps { y = f(y) }
                return y
            }
            """).ShouldHaveSingleItem().ShouldContain("MW0230: this function is called in a loop of another block");
}
