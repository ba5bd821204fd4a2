using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Reference;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>What domains and conditions let count, and what they prove.</summary>
public sealed class DomainTests
{
    private static readonly DenseTensor Matrix = new([2, 4], [4, 1, 3, 2, 5, 5, 7, 6]);

    [Theory]
    [InlineData("[a, c] => where(topk[c](x[a, c], 2), x[a, c], 0)", new double[] { 4, 0, 3, 0, 0, 0, 7, 6 })]
    [InlineData("[a, c] => softmax[c | topk[c](x[a, c], 1)](x[a, c])", new double[] { 1, 0, 0, 0, 0, 0, 1, 0 })]
    [InlineData("[a, c] => where(topk[c | c < 2](x[a, c], 1), 1, 0)", new double[] { 1, 0, 0, 0, 1, 0, 0, 0 })]
    [InlineData("[a, c] => cumsum[c | c != 1](x[a, c])", new double[] { 4, 4, 7, 9, 5, 5, 12, 18 })]
    public void A_domain_limits_what_runs_along_an_axis(string value, double[] expected) =>
        Run($"output y : float[A, 4] = {value}").ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData("max[c | c <= a](x[a, c])", new double[] { 4, 5 })]
    [InlineData("min[c | a % 2 < c](x[a, c])", new double[] { 1, 6 })]
    [InlineData("mean[c | c != argmax[d](x[a, d])](x[a, c])", new double[] { 2, 16.0 / 3 })]
    [InlineData("float(argmax[c | c != 0](x[a, c]))", new double[] { 2, 2 })]
    [InlineData("max[c, d: 2 | d * 2 + c < 4](x[a, c])", new double[] { 4, 7 })]
    [InlineData("max[c | topk[c | c > 0](x[a, c], 1)](x[a, c])", new double[] { 3, 7 })]
    [InlineData("logsumexp[c | c == 1](x[a, c])", new double[] { 1, 5 })]
    [InlineData("sum[c | x[a, c] > 4](x[a, c])", new double[] { 0, 23 })]
    [InlineData("prod[c | x[a, c] > 100](x[a, c])", new double[] { 1, 1 })]
    [InlineData("where(any[c | c > 1](x[a, c] > 5), 1, 0)", new double[] { 0, 1 })]
    [InlineData("where(all[c | c < 2](x[a, c] > 4), 1, 0)", new double[] { 0, 1 })]
    public void A_domain_limits_a_reduction(string value, double[] expected) =>
        Run($"output y : float[A] = [a] => {value}").ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData("[a, j: 8] => where(j < 4, x[a, j], -x[a, j - 4])", "A, 8", new double[] { 4, 1, 3, 2, -4, -1, -3, -2, 5, 5, 7, 6, -5, -5, -7, -6 })]
    [InlineData("[a, m: 2] => sum[j: 3 | m * 3 + j < 4](x[a, m * 3 + j])", "A, 2", new double[] { 8, 2, 17, 6 })]
    [InlineData("[a, m: 2] => max[j: 3 | m * 3 + j < 4](x[a, m * 3 + j])", "A, 2", new double[] { 4, 2, 7, 6 })]
    [InlineData("[a, c] => where(c == 0, 0, log(x[a, c] - x[a, 0] + 4))", "A, 4", new[] { 0, 0, 1.0986122886681098, 0.6931471805599453, 0, 1.3862943611198906, 1.791759469228055, 1.6094379124341003 })]
    public void What_is_not_selected_may_be_outside(string value, string shape, double[] expected) =>
        Run($"output y : float[{shape}] = {value}").ShouldBe(expected, 1e-12);

    [Fact]
    public void Not_a_number_outside_of_a_domain_does_not_count() =>
        Run("let z[a, c] = log(x[a, c] - 4)\n output y : float[A] = [a] => sum[c | x[a, c] > 4](z[a, c])")
            .ShouldBe([0, Math.Log(3) + Math.Log(2)], 1e-12);

    [Theory]
    [InlineData("where(s < t, p[b, t, s], 0)")]
    [InlineData("where(s >= t, 0, p[b, t, s])")]
    public void A_condition_beside_a_history_runs_along_it(string weight)
    {
        var graph = Bind.Model(
            $$"""
            model M() { input x : float[B, T, 4]
             stream T
             let p[b, t, s] = softmax[s | s <= t](sum[e](x[b, t, e] * x[b, s, e]))
             output y : float[B, T, 4] = [b, t, e] => sum[s]({{weight}} * x[b, s, e]) }
            """);

        StreamCheck.Run(graph).ShouldBeEmpty();
        StreamCheck.Run(PassPipeline.Run(graph)).ShouldBeEmpty();
    }

    [Fact]
    public void An_index_that_does_not_count_is_not_checked() =>
        Run("let at[a, c] = int64(x[a, c]) - 4\n output y : float[A, 4] = [a, c] => where(at[a, c] >= 0, x[a, at[a, c]], 0)")
            .ShouldBe([4, 0, 0, 0, 5, 5, 6, 7]);

    [Fact]
    public void An_index_that_depends_on_another_floors_where_integers_are_needed() =>
        Run("let start[k: 3] = k * 3 / 2\n output y : float[A, 3] = [a, k] => x[a, start[k]] + start[k]").ShouldBe([4, 2.5, 5, 5, 6.5, 9]);

    [Fact]
    public void Several_axes_of_one_tensor_are_read_at_an_index_that_shares_them() =>
        Run("let best[a] = argmax[c](x[a, c])\n output y : float[A] = [a] => x[a, best[a]]").ShouldBe([4, 7]);

    [Theory]
    [InlineData("max[c | c < a](x[a, c])", "'max' over nothing has no value, and 'c < a' may hold nowhere; give it an index where it always holds, or write where(any[c](…), …, …)")]
    [InlineData("argmax[c | x[a, c] > 0](x[a, c])", "'argmax' over nothing has no value, and 'x[a, c] > 0' may hold nowhere; give it an index where it always holds, or write where(any[c](…), …, …)")]
    public void A_maximum_needs_a_domain_that_is_never_empty(string value, string message) =>
        Errors($"output y : float[A] = [a] => {value}").ShouldHaveSingleItem().ShouldEndWith("error MW0215: " + message);

    [Theory]
    [InlineData("[a, j: 5] => where(j < 5, x[a, j], 0)", "the index 'j' runs from 0 to 4, which is not inside 0..4")]
    [InlineData("[a, j: 8] => where(j < 4, x[a, j], x[a, j - 3])", "the index 'j - 3' runs from -3 to 4, which is not inside 0..4; for a shift, which reads zero outside, 'j' has to run over 4, not over 8")]
    public void A_condition_has_to_keep_an_index_inside(string value, string message) =>
        Errors($"let y = {value}\n output z : float[A, 4] = x").ShouldHaveSingleItem().ShouldEndWith("error MW0213: " + message);

    [Theory]
    [InlineData("x[0..3, 0..4]", "the range 0..3 needs 3 <= A; A is 2")]
    [InlineData("[i: 3, c] => x[2, c] * (i + 1)", "the index '2' needs A > 2; A is 2")]
    public void What_depends_on_the_inputs_is_checked_when_the_model_runs(string value, string message)
    {
        var error = Should.Throw<ArgumentException>(() => Run($"output y : float[3, 4] = {value}"));
        error.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("A >= 3", "'A >= 3' does not hold; A is 2")]
    [InlineData("A % 2 == 1, \"an odd number\"", "an odd number; A is 2")]
    [InlineData("1 < A <= 2", null)]
    [InlineData("A != 3 && A > 1", null)]
    public void A_requirement_on_the_inputs_is_checked_when_the_model_runs(string condition, string? message)
    {
        var run = () => Run($"require {condition}\n output y : float[A, 4] = x");
        if (message is null)
            run().Length.ShouldBe(8);
        else
            Should.Throw<ArgumentException>(() => run()).Message.ShouldBe(message);
    }

    private static double[] Run(string body) => Bind.Run($"model M() {{\n input x : float[A, 4]\n {body}\n}}", ("x", Matrix));

    private static IReadOnlyList<string> Errors(string body) => Bind.Errors($"model M() {{\n input x : float[A, 4]\n {body}\n}}");
}
