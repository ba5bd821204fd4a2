using Modelwright.Compiler.Reference;
using Shouldly;

namespace Modelwright.Compiler.Tests.Binding;

/// <summary>What index notation means, checked by value.</summary>
public sealed class IndexNotationTests
{
    private static readonly DenseTensor Matrix = new([2, 3], [1, 2, 3, 4, 5, 6]);

    [Fact]
    public void A_reduction_sums_what_its_axis_runs_over() =>
        Run("output y : float[A] = [a] => sum[c](x[a, c])").ShouldBe([6, 15]);

    [Fact]
    public void A_product_under_a_sum_is_a_matrix_product() =>
        Run("output y : float[A, A] = [a, b] => sum[c](x[a, c] * x[b, c])").ShouldBe([14, 32, 32, 77]);

    [Fact]
    public void Axes_come_out_in_the_order_of_the_binders() =>
        Run("output y : float[C, A] = [c, a] => x[a, c]").ShouldBe([1, 4, 2, 5, 3, 6]);

    [Fact]
    public void Only_the_arm_that_is_chosen_tells_the_extents() =>
        Run("const whole = false\n let part[a, e: 2] = x[a, 1 + e]\n output y : float[A, 2] = [a, c] => whole ? x[a, c] : part[a, c]").ShouldBe([2, 3, 5, 6]);

    [Fact]
    public void The_greater_of_two_indices_is_an_index() =>
        Run("output y : float[A, C] = [a, c: C] => x[a, max(c - 1, 0)]").ShouldBe([1, 1, 2, 4, 4, 5]);

    [Fact]
    public void A_missing_axis_is_repeated() =>
        Run("output y : float[2, A] = [i: 2, a] => x[a, 0]").ShouldBe([1, 4, 1, 4]);

    [Fact]
    public void Leading_axes_are_the_same_everywhere() =>
        Run("let y[..., c] = x[..., c] - mean[j](x[..., j])\n output z : float[A, C] = y").ShouldBe([-1, 0, 1, -1, 0, 1]);

    [Fact]
    public void Mixed_radix_splits_and_joins_an_axis() =>
        Run("let w[a, n: 2 * C] = x[a, n / 2]\n let s[a, h: C, e: 2] = w[a, h * 2 + e]\n output y : float[A, 2 * C] = [a, n: 2 * C] => s[a, n / 2, n % 2]").ShouldBe([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);

    [Theory]
    [InlineData("[a, h: 2, e: 3] => v[a, h * 3 + e]")]
    [InlineData("[a, e: 2] => v[a, e + 1]")]
    [InlineData("[a, n: 12] => v[a, n / 2]")]
    public void Mixed_radix_is_a_view(string value)
    {
        var graph = Bind.Model($"model M() {{\n input v : float[A, 6]\n let w = {value}\n output y : float[A] = [a] => sum[i](v[a, i]) + w{(value.Contains("h:", StringComparison.Ordinal) ? "[a, 0, 0]" : "[a, 0]")}\n}}");
        graph.Main.Nodes.ShouldNotContain(n => n.Operator is Modelwright.Compiler.Graph.Operators.Gather);
    }

    [Fact]
    public void A_quotient_repeats() =>
        Run("output y : float[A, 2 * C] = [a, n: 2 * C] => x[a, n / 2]").ShouldBe([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);

    [Fact]
    public void A_remainder_of_a_sum_rolls() =>
        Run("output y : float[A, C] = [a, c] => x[a, (c + 1) % C]").ShouldBe([2, 3, 1, 5, 6, 4]);

    [Fact]
    public void Bits_of_an_index_are_read_per_point() =>
        Run("let w[a, n: 2] = x[a, 0] + n\n output y : float[A, 4] = [a, n: 4] => sum[k: 2](w[a, n / 2 ^ (1 - k) % 2] * (k + 1))").ShouldBe([3, 5, 4, 6, 12, 14, 13, 15]);

    [Fact]
    public void The_diagonal_reads_one_axis_twice() =>
        Run("let g[a, b] = sum[c](x[a, c] * x[b, c])\n output y : float[A] = [a] => g[a, a]").ShouldBe([14, 77]);

    [Fact]
    public void An_index_as_a_value_is_a_number() =>
        Run("output y : float[A, C] = [a, c] => x[a, c] * 10 ^ (-1.0 * c / 2)").ShouldBe(
            [1, 2 * Math.Pow(10, -0.5), 0.3, 4, 5 * Math.Pow(10, -0.5), 0.6], 1e-12);

    [Fact]
    public void A_comparison_of_indices_floors() =>
        Run("output y : float[A, C] = [a, c] => where(c / 2 == 0, x[a, c], 0)").ShouldBe([1, 2, 0, 4, 5, 0]);

    [Fact]
    public void A_comparison_of_bits_floors() =>
        Run("output y : float[A, 4] = [a, n: 4] => x[a, 0] * prod[k: 2](where(n / 2 ^ (1 - k) % 2 == 1, 2, 1))").ShouldBe([1, 2, 2, 4, 4, 8, 8, 16]);

    [Fact]
    public void Softmax_under_a_domain_is_zero_outside()
    {
        var y = Run("output y : float[C, C] = [i, j] => softmax[j | j <= i](x[0, j] * x[0, i])");
        y[0..3].ShouldBe([1, 0, 0]);
        y[3..6].ShouldBe([1 / (1 + Math.Exp(2)), 1 / (1 + Math.Exp(-2)), 0], 1e-12);
    }

    [Fact]
    public void A_sum_over_an_empty_domain_is_zero() =>
        Run("output y : float[C] = [i] => sum[j | j < i](x[0, j])").ShouldBe([0, 1, 3]);

    [Fact]
    public void An_integer_tensor_gathers() => Bind.Run(
            "model M() { input x : float[A, C]\n input n : int64[N]\n output y : float[N, C] = x[n] }",
            ("x", Matrix), ("n", new DenseTensor([3], [1, 0, 1]))).ShouldBe([4, 5, 6, 1, 2, 3, 4, 5, 6]);

    [Fact]
    public void A_gather_inside_the_notation_reads_per_point() => Bind.Run(
            "model M() { input x : float[A, C]\n input n : int64[A]\n output y : float[A] = [a] => x[a, n[a]] }",
            ("x", Matrix), ("n", new DenseTensor([2], [2, 0]))).ShouldBe([3, 4]);

    [Fact]
    public void Ops_work_inside_the_notation() =>
        Run("output y : float[A, C] = [a, c] => relu(x[a, c] - 3)").ShouldBe([0, 0, 0, 1, 2, 3]);

    [Fact]
    public void A_reduction_without_binders_gives_a_scalar() =>
        Run("output y : float[] = sum[a, c](x[a, c])").ShouldBe([21]);

    [Fact]
    public void Whole_tensors_broadcast_and_multiply() =>
        Run("output y : float[A, A] = x @ transpose(x) + 1").ShouldBe([15, 33, 33, 78]);

    private static double[] Run(string body) => Bind.Run($"model M() {{ input x : float[A, C]\n {body} }}", ("x", Matrix));

    [Fact]
    public void Only_what_is_returned_takes_its_extents_from_the_declared_result() => Bind.Run("""
        op turned(s: float[B, D]) -> float[B, D] {
            let v = [i, b] => where(b % 4 == 2, 0, s[b, i])
            return [b, i] => v[i, b] + 1
        }
        model Net() {
            input x : float[B, 3]
            output y : float[B, 3] = turned(x)
        }
        """, ("x", new DenseTensor([1, 3], [1, 2, 3]))).ShouldBe([2, 3, 4]);
}
