using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Hoisting;
using Modelwright.Compiler.Passes.Simplification;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Compiler.Tests.Passes;

public class HoistInvariantsTests
{
    [Fact]
    public void What_depends_on_the_positions_alone_is_computed_once_for_all_layers()
    {
        var layer = Layer(f => f.Mul(f.Input("x", Float(B, T)), Cosines(f)));

        var after = Hoisted(Stack(layer));

        after.Functions[0].Body().ShouldBe("mul %x, %cos");
        after.Main.Body().ShouldBe("iota(T); cast(float) %0; mul %1, 0.5; cos %2; call(Layer, one) %x, %3; call(Layer, two) %4, %3");
    }

    [Fact]
    public void It_goes_out_of_the_block_and_of_the_layer_that_calls_it()
    {
        var block = Layer(f => f.Mul(f.Input("x", Float(B, T)), Cosines(f)), "Block");
        var layer = Layer(f => f.Call(block, "block", f.Input("x", Float(B, T)))[0]);

        var after = Hoisted(Stack(layer, block));

        after.Functions[0].Body().ShouldBe("mul %x, %cos");
        after.Functions[1].Body().ShouldBe("call(Block, block) %x, %cos");
        after.Main.Body().ShouldBe("iota(T); cast(float) %0; mul %1, 0.5; cos %2; call(Layer, one) %x, %3; call(Layer, two) %4, %3");
    }

    [Fact]
    public void An_argument_counts_where_every_call_gives_the_same_value()
    {
        var layer = Layer(f => f.Mul(f.Mul(f.Input("x", Float(B, T)), f.Add(new Exp(), f.Input("a", Float(T)))), f.Add(new Exp(), f.Input("b", Float(T)))));
        var f = new FunctionBuilder();
        var (x, a, b, c) = (f.Input("x", Float(B, T)), f.Input("a", Float(T)), f.Input("b", Float(T)), f.Input("c", Float(T)));
        var before = f.Model([f.Call(layer, "two", f.Call(layer, "one", x, a, b)[0], a, c)[0]], layer);

        var after = Hoisted(before);

        after.Functions[0].Body().ShouldBe("mul %x, %exp; exp %b; mul %0, %1");
        after.Main.Body().ShouldBe("exp %a; call(Layer, one) %x, %b, %0; call(Layer, two) %1, %c, %0");
    }

    [Theory]
    [InlineData("a parameter")]
    [InlineData("what differs")]
    [InlineData("a few additions")]
    [InlineData("more than the function is given")]
    public void It_stays_where_it_is_of(string what)
    {
        var layer = Layer(f =>
        {
            var x = f.Input("x", Float(B, T));
            var positions = f.Add(new Cast(ElementType.Float32), f.Add(new Iota(T)));
            return f.Mul(x, what switch
            {
                "a parameter" => f.Add(new Cos(), f.Mul(f.Parameter("rate", 1), positions)),
                "what differs" => f.Add(new Cos(), f.Mul(x, positions)),
                "a few additions" => f.Mul(positions, positions),
                _ => f.Sum(f.Add(new Cos(), f.Mul(f.Reshape(positions, T, 1), positions)), 0),
            });
        });

        HoistInvariants.Run(Stack(layer)).Functions[0].ShouldBeSameAs(layer);
    }

    [Fact]
    public void It_stays_where_the_function_runs_once()
    {
        var layer = Layer(f => f.Mul(f.Input("x", Float(B, T)), Cosines(f)));
        var f = new FunctionBuilder();

        HoistInvariants.Run(f.Model(f.Call(layer, "one", f.Input("x", Float(B, T))).ToArray(), layer)).Functions[0].ShouldBeSameAs(layer);
    }

    [Fact]
    public void It_stays_where_a_scan_runs_the_function_too()
    {
        var layer = Layer(f => f.Mul(f.Input("x", Float(B, T)), Cosines(f)));
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T));
        var scan = f.Invoke(new Scan(layer, "scan", Dim.Constant(3), new(["h"]), new([]), new([]), false), f.Call(layer, "one", x)[0]);

        HoistInvariants.Run(f.Model([scan[0]], layer)).Functions[0].ShouldBeSameAs(layer);
    }

    private static Value Cosines(FunctionBuilder f) =>
        f.Add(new Cos(), f.Mul(f.Add(new Cast(ElementType.Float32), f.Add(new Iota(T))), f.Scalar(0.5)));

    private static Function Layer(Func<FunctionBuilder, Value> body, string name = "Layer")
    {
        var f = new FunctionBuilder();
        return f.Build(name, body(f));
    }

    private static ModelGraph Stack(Function layer, params Function[] callees)
    {
        var f = new FunctionBuilder();
        return f.Model([f.Call(layer, "two", f.Call(layer, "one", f.Input("x", Float(B, T)))[0])[0]], [.. callees, layer]);
    }

    private static ModelGraph Hoisted(ModelGraph before)
    {
        var after = DeadCode.Run(CommonSubexpressions.Run(HoistInvariants.Run(before)));
        after.ShouldMeanTheSameAs(before);
        return after;
    }
}
