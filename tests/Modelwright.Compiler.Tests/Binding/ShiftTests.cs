using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Reference;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>Reads that reach beyond the ends of an axis, checked by value.</summary>
public sealed class ShiftTests
{
    private static readonly DenseTensor Row = new([5], [1, 2, 3, 4, 5]);

    [Theory]
    [InlineData("[t] => x[t - 1]", "0 1 2 3 4")]
    [InlineData("[t] => x[t + 2]", "3 4 5 0 0")]
    [InlineData("[t] => x[t - 7]", "0 0 0 0 0")]
    [InlineData("[t] => sum[j: 3](x[t + j - 1])", "3 6 9 12 9")]
    [InlineData("[t] => sum[j: 3](x[t - 2 * j] * (j + 1))", "1 2 5 8 14")]
    [InlineData("[t] => sum[j: 2, k: 2](x[t - j - 2 * k] * (j + 1) * (k + 1))", "1 4 9 18 27")]
    [InlineData("[t] => sum[i: T](x[t - i])", "1 3 6 10 15")]
    [InlineData("[t] => sum[j: 1](x[t + j] * (j + 1))", "1 2 3 4 5")]
    [InlineData("[t] => sum[i: 1, j: 2, k: 1](x[t - 3 * i - j - 2 * k] * (i + 2 * j + k + 1))", "1 5 9 13 17")]
    [InlineData("[t: ceil(T / 2)] => sum[j: 1](x[2 * t + j - 1])", "0 2 4")]
    [InlineData("[t: ceil(T / 2)] => sum[j: 3](x[2 * t + j - 1])", "3 9 9")]
    [InlineData("[t: floor(T / 2)] => sum[j: 3](x[2 * t + j - 1])", "3 9")]
    [InlineData("[t: floor((T - 1) / 2) + 1] => x[2 * t - 1]", "0 2 4")]
    [InlineData("[t: ceil(T / 2)] => sum[j: 3](x[2 * t + j])", "6 12 5")]
    [InlineData("[t: T + 2] => sum[j: 3](x[t - j])", "1 3 6 9 12 9 5")]
    [InlineData("[t: T - 1] => x[t + 1] - x[t + 0]", "1 1 1 1")]
    [InlineData("[t] => x[(t + 1) % T] + x[t - 1]", "2 4 6 8 5")]
    public void A_shift_reads_zero_outside(string value, string expected)
    {
        foreach (var extent in new[] { "T", "5" })
        {
            Bind.Run($"model M() {{ input x : float[{extent}]\n output y : float[{Length(value).Replace("T", extent)}] = {value.Replace("T", extent)} }}", ("x", Row))
                .ShouldBe(expected.Split(' ').Select(double.Parse));
        }
    }

    [Fact]
    public void Integers_and_bools_have_zeros_too()
    {
        var tokens = new DenseTensor([3], [2, 1, 2]);
        Bind.Run("model M() { input x : int64[T]\n const base[i: 3] = i + 10\n output y : float[T] = [t] => base[x[t - 1]] }", ("x", tokens)).ShouldBe([10, 12, 11]);
    }

    [Fact]
    public void Several_axes_are_shifted_at_once() => Bind.Run(
        "model M() { input x : float[H, W]\n output y : float[H, W] = [h, w] => sum[i: 3, j: 3](x[h + i - 1, w + j - 1]) }",
        ("x", new DenseTensor([2, 3], [1, 2, 3, 4, 5, 6]))).ShouldBe([12, 21, 16, 12, 21, 16]);

    [Fact]
    public void A_diagonal_can_be_shifted() => Bind.Run(
        "model M() { input x : float[A, A]\n output y : float[A] = [a] => x[a, a - 1] }",
        ("x", new DenseTensor([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]))).ShouldBe([0, 4, 8]);

    [Fact]
    public void A_convolution_is_a_matrix_product_over_a_view()
    {
        var graph = PassPipeline.Run(Bind.Model(
            "model M() { input x : float[B, T, 8]\n param w : float[6, 8, 3]\n output y : float[B, T, 6] = [b, t, o] => sum[c, j](w[o, c, j] * x[b, t + j - 1, c]) }"));
        graph.Main.Nodes.Where(n => n.Operator is not (Argument or LoadParameter)).Select(n => n.Operator.Name).ShouldBe(["window", "slide", "einsum"]);
    }

    [Fact]
    public void A_shift_along_the_stream_is_a_state_named_after_the_tensor()
    {
        var graph = Bind.Model(
            "block Conv(x: float[B, T, C]) -> float[B, T, C] { return [b, t, c] => x[b, t, c] + x[b, t - 3, c] }\n" +
            "model M() { input x : float[B, T, 8]\n stream T\n output y : float[B, T, 8] = Conv(Conv(x) as first) as last }");
        graph.AllStates().ShouldBe([State("first.x"), State("last.x")]);

        static State State(string path) => new(path, new TensorType(ElementType.Float32, Dim.Symbol("B"), 3, 8), null);
    }

    [Fact]
    public void A_shift_that_a_condition_keeps_inside_streams_all_the_same() => Bind.Model(
            "model M() { input x : float[B, T, 8]\n stream T\n output y : float[B, T, 8] = [b, t, c] => where(t > 1, x[b, t - 2, c], 1) }")
        .AllStates().ShouldHaveSingleItem().Path.ShouldBe("x");

    [Theory]
    [InlineData("t + j", 0)]
    [InlineData("t - 2 + j", 2)]
    [InlineData("t - 2 * i - j", 4)]
    public void Taps_that_are_the_only_ones_keep_no_steps(string index, int kept) => Bind.Model(
            $"model M() {{ input x : float[B, T, 8]\n stream T\n output y : float[B, T, 8] = [b, t, c] => sum[i: 3, j: 1](x[b, {index}, c]) }}")
        .AllStates().Sum(state => state.Type.Shape[1].Value).ShouldBe(kept);

    [Theory]
    [InlineData("x[b, t + 1, c]", "(3,43): error MW0250: reading 1 step ahead along T needs steps that are still to come")]
    [InlineData("sum[j: 3](x[b, t + j - 1, c])", "(3,53): error MW0250: reading 1 step ahead along T needs steps that are still to come")]
    public void What_needs_later_steps_cannot_stream(string value, string error) => Bind.Errors(
            $"model M() {{ input x : float[B, T, 8]\n stream T\n output y : float[B, T, 8] = [b, t, c] => {value} }}")
        .ShouldHaveSingleItem().ShouldEndWith(error);

    private static string Length(string value) =>
        value.StartsWith("[t: ", StringComparison.Ordinal) ? value[4..value.IndexOf(']')] : "T";
}
