using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class PoolingFusionTests
{
    private readonly FunctionBuilder _f = new();

    [Fact]
    public void A_list_is_pooled_in_one()
    {
        var (items, query, norm) = (_f.Input("items", Float(3, B, T, 8)), _f.Input("query", Float(8)), _f.Input("norm", Float(3, B, T)));

        Fused(Mix(items, query, norm)).ShouldBe("pool %query, %items, %norm");
    }

    [Fact]
    public void A_list_put_together_for_it_alone_is_read_in_its_parts()
    {
        var (first, last) = (_f.Input("first", Float(3, B, T, 8)), _f.Input("last", Float(1, B, T, 8)));
        var (query, norm) = (_f.Input("query", Float(8)), _f.Input("norm", Float(4, B, T)));

        Fused(Mix(_f.Add(new Concat(0), first, last), query, norm))
            .ShouldBe("slice(axis: 0, start: 0, length: 3) %norm; slice(axis: 0, start: 3, length: 1) %norm; pool %query, %first, %0, %last, %1");
    }

    [Fact]
    public void A_list_that_is_read_elsewhere_is_read_as_a_whole()
    {
        var (first, last) = (_f.Input("first", Float(3, B, T, 8)), _f.Input("last", Float(1, B, T, 8)));
        var items = _f.Add(new Concat(0), first, last);

        Fused(Mix(items, _f.Input("query", Float(8)), _f.Input("norm", Float(4, B, T))), _f.Add(new Abs(), items))
            .ShouldBe("concat(axis: 0) %first, %last; pool %query, %0, %norm; abs %0");
    }

    [Fact]
    public void Items_that_are_not_contiguous_are_left_alone()
    {
        var items = _f.Transpose(_f.Input("items", Float(3, 8, B, T)), 0, 2, 3, 1);

        Fused(Mix(items, _f.Input("query", Float(8)), _f.Input("norm", Float(3, B, T)))).ShouldNotContain("pool");
    }

    [Fact]
    public void Scores_of_other_items_are_left_alone()
    {
        var (items, keys) = (_f.Input("items", Float(3, B, T, 8)), _f.Input("keys", Float(3, B, T, 8)));

        Fused(Mix(items, _f.Input("query", Float(8)), _f.Input("norm", Float(3, B, T)), keys)).ShouldNotContain("pool");
    }

    [Fact]
    public void Queries_that_differ_from_place_to_place_are_left_alone()
    {
        var (items, query, norm) = (_f.Input("items", Float(3, B, T, 8)), _f.Input("query", Float(T, 8)), _f.Input("norm", Float(3, B, T)));
        var scores = _f.Mul(_f.Add(new Einsum("nbtd,td->btn"), items, query), _f.Transpose(norm, 1, 2, 0));

        Fused(_f.Add(new Einsum("nbtd,btn->btd"), items, _f.Add(new Softmax(2), scores))).ShouldNotContain("pool");
    }

    private Value Mix(Value items, Value query, Value norm, Value? keys = null)
    {
        var scores = _f.Mul(_f.Add(new Einsum("nbtd,d->btn"), keys ?? items, query), _f.Transpose(norm, 1, 2, 0));
        return _f.Add(new Einsum("nbtd,btn->btd"), items, _f.Add(new Softmax(2), scores));
    }

    private string Fused(params Value[] results)
    {
        var before = Model(null, _f.Build("Main", results));
        var after = PassPipeline.Run(before);
        after.ShouldMeanTheSameAs(before);
        return after.Main.Body();
    }
}
