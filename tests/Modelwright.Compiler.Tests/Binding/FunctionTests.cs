using Modelwright.Compiler.Graph;
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

    [Theory]
    [InlineData("scaled(x, 3)", -6, 9)]
    [InlineData("Scaled(x, by: 0.5)", -1, 1.5)]
    [InlineData("Scaled(x)", -2, 3)]
    [InlineData("Running(x, 2)", -4, 2)]
    public void A_number_fills_an_argument_whose_shape_the_others_tell(string call, double first, double second) => Bind.Run(
            "model M() { input x : float[N]\n output y : float[N] = " + call + " }\n" +
            "op scaled(a: float[N], by: float[N]) -> float[N] { return a * by }\n" +
            "block Scaled(a: float[N], by: float[N] = 1) -> float[N] { return a * by }\n" +
            "recurrence Running(a: float[N], by: float[N]) over N -> float[N] { state s : float[] = 0\n s += a * by\n return s }",
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

    private const string Repeated = """

        block Repeated(x: float[B, D], count: int, f: float[B, D] -> float[B, D]) -> float[B, D] {
            var y = x
            for i in 0..count as layers { y += f(RmsNorm(y) as norm) as f }
            for i in 0..count { y += f(y) as more[i] }
            return y
        }
        """;

    [Theory]
    // What is written without a path is what the call names; the rest is under it.
    [InlineData("u => Linear(u, 4)", "layers.0.f.weight layers.0.norm.weight layers.1.f.weight layers.1.norm.weight more.0.weight more.1.weight")]
    [InlineData("u => u |> Linear(4)", "layers.0.f.weight layers.0.norm.weight layers.1.f.weight layers.1.norm.weight more.0.weight more.1.weight")]
    [InlineData("u => relu(Linear(u, 4) as up)", "layers.0.f.up.weight layers.0.norm.weight layers.1.f.up.weight layers.1.norm.weight more.0.up.weight more.1.up.weight")]
    [InlineData("u => Linear(RmsNorm(u), 4) as up", "layers.0.f.rms_norm.weight layers.0.f.up.weight layers.0.norm.weight layers.1.f.rms_norm.weight layers.1.f.up.weight layers.1.norm.weight more.0.rms_norm.weight more.0.up.weight more.1.rms_norm.weight more.1.up.weight")]
    [InlineData("relu", "layers.0.norm.weight layers.1.norm.weight")]
    public void A_call_of_a_function_with_a_path_makes_instances_there(string function, string paths) =>
        Paths("Repeated(x, 2, " + function + ") as _").ShouldBe(paths.Split(' '));

    [Fact]
    public void Functions_call_one_another_by_the_paths_of_their_calls() =>
        Paths("Repeated(x, 1, u => Twice(u, v => Linear(v, 4)))").ShouldBe(
        [
            "repeated.layers.0.f.a.weight", "repeated.layers.0.f.b.weight", "repeated.layers.0.norm.weight",
            "repeated.more.0.a.weight", "repeated.more.0.b.weight",
        ]);

    [Fact]
    public void A_function_may_use_the_block_that_it_is_given_to() =>
        Paths("Twice(x, u => Twice(u, v => Linear(v, 4)))")
            .ShouldBe(["twice.a.a.weight", "twice.a.b.weight", "twice.b.a.weight", "twice.b.b.weight"]);

    [Theory]
    [InlineData("Repeated(x, 2, u => Deep(u, 2))", "MW0240: block Deep contains itself")]
    [InlineData("Both(x, u => Linear(u, 4) as inner)", "MW0230: each call of this function makes an instance 'inner'; name the calls instead: 'f(u) as name'")]
    [InlineData("twice(x, u => Linear(u, 4))", "MW0260: an op has no parameters, so there is no place for those of a function; make twice a block")]
    [InlineData("Same(x, u => Linear(u, 4))", "MW0230: there is an instance 'same.a' already; choose another name")]
    public void Paths_of_calls_of_functions_are_checked(string call, string error) =>
        Bind.Errors("model M() { input x : float[B, 4]\n output y : float[B, 4] = " + call + " }" + Repeated + Others)
            .ShouldHaveSingleItem().ShouldContain(error);

    [Fact]
    public void A_function_that_calls_itself_is_refused() => Bind.Errors(
            "model M() { input x : float[B]\n var f = abs\n var g = u => f(u)\n f = u => g(u)\n output y : float[B] = f(x) }")
        .ShouldHaveSingleItem().ShouldEndWith("MW0240: this function calls itself");

    private const string Others = """

        block Twice(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] { return f(f(x) as a) as b }
        block Same(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] { return f(f(x) as a) as a }
        block Both(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] { return f(f(x)) }
        block Deep(x: float[B, D], n: int) -> float[B, D] { return Twice(x, u => Deep(u, n - 1)) }
        op twice(x: float[B, D], f: float[B, D] -> float[B, D]) -> float[B, D] { return f(x) as a }
        """;

    private static List<string> Paths(string call)
    {
        var model = Bind.Model("model M() { input x : float[B, 4]\n output y : float[B, 4] = " + call + " }" + Repeated + Others);
        return [.. model.AllParameters().Select(p => p.Path).Order(StringComparer.Ordinal)];
    }
}
