using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Hoisting;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class HoistSharedTests
{
    [Fact]
    public void A_list_of_what_several_calls_get_is_put_together_once()
    {
        var layer = Function(f => f.Sum(f.Add(new Concat(0), f.Input("a", Float(1, T)), f.Input("b", Float(1, T)), f.Add(new Neg(), f.Input("c", Float(1, T)))), 0));
        var before = Called((f, a, b) => [.. f.Call(layer, "one", a, b, f.Input("c", Float(1, T))), .. f.Call(layer, "two", a, b, f.Input("d", Float(1, T)))], layer);

        var after = Hoisted(before, HoistShared.Lists);

        after.Functions[0].Body().ShouldBe("neg %c; concat(axis: 0) %shared, %0; reduce(sum, axis: 0) %1");
        after.Main.Body().ShouldBe("concat(axis: 0) %a, %b; call(Layer, one) %c, %0; call(Layer, two) %d, %0");
    }

    [Fact]
    public void A_reduction_of_what_several_calls_get_is_computed_once()
    {
        var layer = Function(f =>
        {
            var (a, b) = (f.Input("a", Float(1, T)), f.Input("b", Float(1, T)));
            var size = f.Add(new Rsqrt(), f.Add(new Add(), f.Sum(f.Mul(a, a), 0), f.Scalar(0.5)));
            return f.Mul(f.Mul(a, size), f.Mul(b, f.Parameter("gain", 1, 1)));
        });
        var before = Called((f, a, b) => [.. f.Call(layer, "one", a, b), .. f.Call(layer, "two", a, f.Input("c", Float(1, T)))], layer);

        var after = Hoisted(before, HoistShared.Reductions);

        after.Functions[0].Body().ShouldBe("mul %a, %rsqrt; mul %b, @gain; mul %0, %1");
        after.Main.Body().ShouldBe("mul %a, %a; reduce(sum, axis: 0) %0; add %1, 0.5; rsqrt %2; call(Layer, one) %a, %b, %3; call(Layer, two) %a, %c, %3");
    }

    [Fact]
    public void What_goes_from_one_call_to_the_next_is_reduced_there()
    {
        var layer = Function(f =>
        {
            var a = f.Input("a", Float(1, T));
            return f.Mul(f.Mul(a, f.Sum(a, 0)), f.Parameter("gain", 1, 1));
        });
        var before = Called((f, a, b) => [.. f.Call(layer, "two", f.Call(layer, "one", a)[0])], layer);

        HoistShared.Reductions(before).Functions[0].ShouldBeSameAs(layer);
    }

    [Fact]
    public void A_list_of_what_one_call_alone_gets_stays_there()
    {
        var layer = Function(f => f.Sum(f.Add(new Concat(0), f.Input("a", Float(1, T)), f.Input("b", Float(1, T))), 0));
        var before = Called((f, a, b) => [.. f.Call(layer, "one", a, b)], layer);

        HoistShared.Lists(before).Functions[0].ShouldBeSameAs(layer);
    }

    [Fact]
    public void A_reduction_of_a_list_is_one_of_each_item()
    {
        var f = new FunctionBuilder();
        var list = f.Add(new Concat(0), f.Input("a", Float(1, T, 4)), f.Input("b", Float(2, T, 4)));
        var before = f.Model(f.Add(new Rsqrt(), f.Add(new Add(), f.Sum(f.Mul(list, list), 2), f.Scalar(8.0))));

        Hoisted(before, SplitReductions.Run).Main.Body().ShouldBe(
            "mul %a, %a; mul %b, %b; reduce(sum, axis: 2) %0; reduce(sum, axis: 2) %1; add %2, 8; add %3, 8; rsqrt %4; rsqrt %5; concat(axis: 0) %6, %7");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_reduction_along_a_list_or_of_what_differs_along_it_stays(int axis)
    {
        var f = new FunctionBuilder();
        var list = f.Add(new Concat(0), f.Input("a", Float(1, T)), f.Input("b", Float(2, T)));
        var before = f.Model(f.Sum(axis == 0 ? list : f.Mul(list, f.Input("weights", Float(3, 1))), axis));

        SplitReductions.Run(before).Main.ShouldBeSameAs(before.Main);
    }

    private static Function Function(Func<FunctionBuilder, Value> body)
    {
        var f = new FunctionBuilder();
        return f.Build("Layer", body(f));
    }

    private static ModelGraph Called(Func<FunctionBuilder, Value, Value, Value[]> body, Function layer)
    {
        var f = new FunctionBuilder();
        return f.Model(body(f, f.Input("a", Float(1, T)), f.Input("b", Float(1, T))), layer);
    }

    private static ModelGraph Hoisted(ModelGraph before, Func<ModelGraph, ModelGraph> pass)
    {
        var after = DeadCode.Run(CommonSubexpressions.Run(pass(before)));
        after.ShouldMeanTheSameAs(before);
        return after;
    }
}
