using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class AttentionFusionTests
{
    private const double Scale = 0.25;
    private static readonly Dim S = Dim.Symbol("S");

    private readonly FunctionBuilder _f = new();

    [Fact]
    public void Causal_attention_of_grouped_queries_reads_the_cache_as_it_is()
    {
        var q = _f.Input("q", Float(B, T, 4, 8));
        var k = _f.Add(new Repeat(2, 2), _f.Add(new History(1, "k"), _f.Input("k", Float(B, T, 2, 8))));
        var v = _f.Add(new Repeat(2, 2), _f.Add(new History(1, "v"), _f.Input("v", Float(B, T, 2, 6))));

        Fused("T", Attend(q, k, v, _f.Causal(T, T.Past)))
            .ShouldBe("history(axis: 1, k) %k; history(axis: 1, v) %v; attention(scale: 0.25, causal) %q, %0, %1");
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(0, 4)]
    public void A_window_is_a_part_of_the_attention(int isStrict, int window)
    {
        var q = _f.Input("q", Float(B, T, 4, 8));
        var k = _f.Add(new History(1, "k"), _f.Input("k", Float(B, T, 4, 8)));
        var v = _f.Add(new History(1, "v"), _f.Input("v", Float(B, T, 4, 6)));
        var start = _f.Add(new Sub(), _f.Reshape(_f.Add(new Iota(T)), T, 1), _f.Scalar(3L));
        var recent = _f.Add(isStrict == 1 ? new Less() : new LessOrEqual(), start, _f.Reshape(_f.Add(new Iota(T.Past)), 1, T.Past));

        Fused("T", Attend(q, k, v, _f.Add(new And(), _f.Causal(T, T.Past), recent)))
            .ShouldBe($"history(axis: 1, k) %k; history(axis: 1, v) %v; attention(scale: 0.25, causal, window: {window}) %q, %0, %1");
    }

    [Fact]
    public void Without_a_mask_every_key_is_read()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, S, 2, 8)), _f.Input("v", Float(B, S, 2, 6)));

        Fused(null, Attend(q, k, v)).ShouldBe("attention(scale: 0.25) %q, %k, %v");
    }

    [Fact]
    public void Other_layouts_are_transposed()
    {
        var q = _f.Transpose(_f.Add(new Abs(), _f.Input("q", Float(B, 2, T, 8))), 0, 2, 1, 3);
        var (k, v) = (_f.Input("k", Float(B, T, 2, 8)), _f.Input("v", Float(B, T, 2, 6)));

        Fused(null, _f.Transpose(Attend(q, k, v, _f.Causal(T, T)), 0, 2, 1, 3)).ShouldBe(
            "abs %q; transpose(0, 2, 1, 3) %0; attention(scale: 0.25, causal) %1, %k, %v; transpose(0, 2, 1, 3) %2");
    }

    [Fact]
    public void Scales_of_scores_queries_and_keys_multiply()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, T, 2, 8)), _f.Input("v", Float(B, T, 2, 6)));

        Fused(null, Attend(_f.Mul(q, _f.Scalar(0.5)), _f.Add(new Div(), k, _f.Scalar(4.0)), v, _f.Causal(T, T)))
            .ShouldBe("attention(scale: 0.03125, causal) %q, %k, %v");
    }

    [Fact]
    public void One_head_needs_no_axis()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 8)), _f.Input("k", Float(B, T, 8)), _f.Input("v", Float(B, T, 6)));
        var scores = _f.Add(new Einsum("bte,bse->bts"), q, k);
        var p = _f.Add(new Softmax(2), _f.Mul(scores, _f.Scalar(Scale)), _f.Causal(T, T));

        Fused(null, _f.Add(new Einsum("bts,bsf->btf"), p, v)).ShouldBe(
            "reshape([B, T, 1, 8]) %q; reshape([B, T, 1, 8]) %k; reshape([B, T, 1, 6]) %v; " +
            "attention(scale: 0.25, causal) %0, %1, %2; reshape([B, T, 6]) %3");
    }

    [Fact]
    public void Heads_may_share_keys_and_values()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 4, 8)), _f.Input("k", Float(B, T, 8)), _f.Input("v", Float(B, T, 6)));
        var scores = _f.Add(new Einsum("bthe,bse->bhts"), q, k);
        var p = _f.Add(new Softmax(3), scores, _f.Causal(T, T));

        Fused(null, _f.Add(new Einsum("bhts,bsf->bthf"), p, v)).ShouldBe(
            "reshape([B, T, 1, 8]) %k; reshape([B, T, 1, 6]) %v; attention(scale: 1, causal) %q, %0, %1");
    }

    [Fact]
    public void Another_mask_is_left_alone()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, T, 2, 8)), _f.Input("v", Float(B, T, 2, 6)));
        var window = _f.Add(new And(), _f.Causal(T, T), _f.Add(new Not(), _f.Causal(T, T)));

        Fused(null, Attend(q, k, v, window)).ShouldNotContain("attention");
    }

    [Fact]
    public void A_causal_mask_of_unrelated_axes_is_left_alone()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, S, 2, 8)), _f.Input("v", Float(B, S, 2, 6)));

        Fused(null, Attend(q, k, v, _f.Causal(T, S))).ShouldNotContain("attention");
    }

    [Fact]
    public void A_bias_on_the_scores_is_left_alone()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, T, 2, 8)), _f.Input("v", Float(B, T, 2, 6)));
        var scores = _f.Add(new Add(), _f.Add(new Einsum("bthe,bshe->bhts"), q, k), _f.Input("bias", Float(2, 1, 1)));
        var p = _f.Add(new Softmax(3), scores, _f.Causal(T, T));

        Fused(null, _f.Add(new Einsum("bhts,bshf->bthf"), p, v)).ShouldNotContain("attention");
    }

    [Fact]
    public void Weights_that_are_read_elsewhere_are_computed_once()
    {
        var (q, k, v) = (_f.Input("q", Float(B, T, 2, 8)), _f.Input("k", Float(B, T, 2, 8)), _f.Input("v", Float(B, T, 2, 6)));
        var result = Attend(q, k, v, _f.Causal(T, T));

        Fused(null, result, result.Producer.Inputs[0].Producer.Operator is Reshape ? throw new InvalidOperationException() : result.Producer.Inputs[0])
            .ShouldNotContain("attention");
    }

    // The formula as the language's std writes it, its operands aligned to [b, h, t, s, e] and [b, h, t, s, f].
    private Value Attend(Value q, Value k, Value v, Value? mask = null)
    {
        var (b, t, h, s) = (q.Shape[0], q.Shape[1], q.Shape[2], k.Shape[1]);
        var left = _f.Reshape(_f.Transpose(q, 0, 2, 1, 3), b, h, t, 1, q.Shape[3]);
        var right = _f.Reshape(_f.Transpose(k, 0, 2, 1, 3), b, h, 1, s, q.Shape[3]);
        var scores = _f.Mul(_f.Sum(_f.Mul(left, right), 4), _f.Scalar(Scale));
        var p = mask is null ? _f.Add(new Softmax(3), scores) : _f.Add(new Softmax(3), scores, mask);
        p.Name = "weights";
        var weights = _f.Reshape(_f.Transpose(p, 0, 2, 1, 3), b, t, h, s, 1);
        var values = _f.Reshape(_f.Transpose(v, 0, 2, 1, 3), b, 1, h, s, v.Shape[3]);
        return _f.Sum(_f.Mul(weights, values), 3);
    }

    private string Fused(string? streamAxis, params Value[] results)
    {
        var before = Model(streamAxis, _f.Build("Main", results));
        var after = PassPipeline.Run(before);
        after.ShouldMeanTheSameAs(before);
        return after.Main.Body();
    }
}
