using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Fusion;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class ContractionTests
{
    private readonly FunctionBuilder _f = new();

    [Fact]
    public void A_linear_layer_is_a_product_of_what_it_was_written_with()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var weight = _f.Parameter("weight", 3, 8);
        var product = _f.Mul(_f.Reshape(x, B, T, 1, 8), _f.Reshape(weight, 1, 1, 3, 8));

        Contracted(_f.Sum(product, 3)).ShouldBe("einsum(abc,dc->abd) %x, @weight");
    }

    [Fact]
    public void The_operand_with_the_outermost_axis_stands_first()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var weight = _f.Parameter("weight", 3, 8);

        Contracted(_f.Sum(_f.Mul(weight, _f.Reshape(x, B, T, 1, 8)), 3)).ShouldBe("einsum(abc,dc->abd) %x, @weight");
    }

    [Fact]
    public void Transposes_and_expansions_of_operands_are_read_through()
    {
        var q = _f.Input("q", Float(B, T, 2, 8));
        var k = _f.Input("k", Float(B, T, 2, 8));
        var left = _f.Expand(_f.Reshape(_f.Transpose(q, 0, 2, 1, 3), B, 2, T, 1, 8), B, 2, T, T, 8);
        var right = _f.Reshape(_f.Transpose(k, 0, 2, 1, 3), B, 2, 1, T, 8);

        Contracted(_f.Sum(_f.Mul(left, right), 4)).ShouldBe("einsum(abcd,aecd->acbe) %q, %k");
    }

    [Fact]
    public void An_einsum_reads_behind_transposes()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var embed = _f.Parameter("embed", 16, 8);

        Contracted(_f.Add(new Einsum("btd,dv->btv"), x, _f.Transpose(embed, 1, 0))).ShouldBe("einsum(abc,dc->abd) %x, @embed");
    }

    [Fact]
    public void Constant_factors_and_factors_without_the_axis_move_outside()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var weight = _f.Parameter("weight", 3, 8);
        var gain = _f.Parameter("gain", 3);
        var product = _f.Mul(_f.Mul(_f.Mul(_f.Reshape(x, B, T, 1, 8), weight), _f.Scalar(0.5)), _f.Reshape(gain, 3, 1));

        Contracted(_f.Sum(product, 3)).ShouldBe("einsum(abc,dc->abd) %x, @weight; reshape([1, 1, 3]) @gain; mul %0, %1; mul %2, 0.5");
    }

    [Fact]
    public void A_constant_divisor_moves_outside()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var weight = _f.Parameter("weight", 3, 8);
        var product = _f.Mul(_f.Reshape(x, B, T, 1, 8), weight);

        Contracted(_f.Sum(_f.Add(new Div(), product, _f.Scalar(4.0)), 3)).ShouldBe("einsum(abc,dc->abd) %x, @weight; mul %0, 0.25");
    }

    [Fact]
    public void A_scaled_operand_stays_one_factor()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var scale = _f.Parameter("scale", 8);
        var weight = _f.Parameter("weight", 3, 8);
        var product = _f.Mul(_f.Reshape(_f.Mul(x, scale), B, T, 1, 8), weight);

        Contracted(_f.Sum(product, 3)).ShouldBe("mul %x, @scale; einsum(abc,dc->abd) %0, @weight");
    }

    [Fact]
    public void A_scale_of_what_is_summed_moves_outside_where_the_result_is_smaller()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var size = _f.Input("size", Float(B, T, 1));
        var query = _f.Parameter("query", 8);
        var gain = _f.Parameter("gain", 8);

        Contracted(_f.Sum(_f.Mul(query, _f.Mul(_f.Mul(x, size), gain)), 2)).ShouldBe(
            "mul @gain, @query; einsum(abc,c->ab) %x, %0; reshape([B, T]) %size; mul %1, %2");
    }

    [Fact]
    public void Sums_over_several_axes_are_one_product()
    {
        var x = _f.Input("x", Float(B, 4, 8));
        var weight = _f.Parameter("weight", 3, 4, 8);
        var product = _f.Mul(_f.Reshape(x, B, 1, 4, 8), weight);

        Contracted(_f.Sum(_f.Sum(product, 3), 2)).ShouldBe("einsum(abc,dbc->ad) %x, @weight");
    }

    [Fact]
    public void An_axis_that_only_one_factor_has_stays_a_sum()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var gate = _f.Input("gate", Float(B, T));

        Contracted(_f.Sum(_f.Mul(x, _f.Reshape(gate, B, T, 1)), 2)).ShouldEndWith("reduce(sum, axis: 2) %1");
    }

    [Fact]
    public void Squares_and_means_stay_reductions()
    {
        var x = _f.Input("x", Float(B, T, 8));
        var weight = _f.Parameter("weight", 3, 8);
        var squares = _f.Sum(_f.Mul(x, x), 2);
        var mean = _f.Add(new Reduce(ReduceKind.Mean, 3), _f.Mul(_f.Reshape(x, B, T, 1, 8), weight));

        var graph = _f.Model(squares, mean);
        Contractions.Run(graph).Main.ShouldBeSameAs(graph.Main);
    }

    [Fact]
    public void Unit_axes_of_the_result_are_restored()
    {
        var x = _f.Input("x", Float(B, 1, 8));
        var weight = _f.Parameter("weight", 3, 8);

        Contracted(_f.Sum(_f.Mul(_f.Reshape(x, B, 1, 1, 8), weight), 3))
            .ShouldBe("reshape([B, 8]) %x; einsum(ab,cb->ac) %0, @weight; reshape([B, 1, 3]) %1");
    }

    private string Contracted(Value result)
    {
        var before = _f.Model(result);
        var after = DeadCode.Run(Contractions.Run(before));
        after.ShouldMeanTheSameAs(before);
        return after.Main.Body();
    }
}
