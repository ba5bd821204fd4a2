using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Emission;

public class SessionTests
{
    [Fact]
    public void A_language_model_gives_the_same_numbers_in_any_pieces()
    {
        var graph = SmallModel.Build();
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 3, 5);
        new Agreement(PassPipeline.Run(graph)).ShouldHold().ShouldHoldInPieces(1, 3, 5);
    }

    [Fact]
    public void Histories_are_read_by_loops_too()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 3));
        var history = f.Add(new History(1, "x"), f.Add(new Sin(), x));
        var other = f.Add(new History(2, "turned"), f.Transpose(x, 0, 2, 1));
        var scores = f.Add(new Einsum("btc,bsc->bts"), x, history);
        var mask = f.Causal(T, T.Past);
        var recent = f.Add(new And(), mask, f.Add(new Less(), f.Add(new Sub(), f.Reshape(f.Add(new Iota(T)), T, 1), f.Add(new Iota(T.Past))), f.Scalar(3L)));
        Check(Model("T", f.Build(
            "Main",
            f.Add(new Einsum("bts,bsc->btc"), f.Add(new Softmax(2), scores, recent), history),
            f.Add(new Einsum("bts,bcs->btc"), f.Add(new Softmax(2), scores, mask), other),
            f.Add(new Reduce(ReduceKind.Max, 2), f.Add(new Add(), f.Reshape(history, B, 1, T.Past, 3), f.Reshape(x, B, T, 1, 3)), f.Reshape(recent, T, T.Past, 1)),
            f.Sum(f.Mul(f.Add(new Cast(Compiler.Graph.ElementType.Float32), recent), f.Add(new Cast(Compiler.Graph.ElementType.Float32), f.Add(new Iota(T.Past)))), 1))));
    }

    [Fact]
    public void Positions_count_from_the_start_of_the_sequence()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var angle = f.Mul(f.Reshape(f.Add(new Cast(Compiler.Graph.ElementType.Float32), f.Add(new Iota(T))), T, 1), f.Constant([4], 1, 0.5, 0.25, 0.125));
        Check(Model("T", f.Build("Main", f.Mul(x, f.Add(new Cos(), angle)))));
    }

    [Fact]
    public void Each_step_looks_up_its_own_row()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var rows = f.Add(new Gather(0), f.Parameter("table", 64, 4), f.Add(new Iota(T)));
        Check(Model("T", f.Build("Main", f.Add(new Add(), x, rows))));
    }

    [Fact]
    public void Windows_hold_the_steps_before_however_few_are_given()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var long_ = f.Add(new Window(1, 6, 0, "long"), f.Add(new Exp(), x));
        var turned = f.Add(new Window(2, 1, 0, "turned"), f.Transpose(x, 0, 2, 1));
        Check(Model("T", f.Build(
            "Main",
            f.Add(new Einsum("btjc,ocj->bto"), f.Add(new Slide(1, T, 3, 1, -3, 6), long_), f.Parameter("w", 5, 4, 3)),
            f.Sum(f.Add(new Slide(1, T, 7, 1, 1, 0), long_), 2),
            f.Add(new Sub(), f.Transpose(turned.Producer.Inputs[0], 0, 2, 1), f.Transpose(f.Add(new Slice(2, 0, T), turned), 0, 2, 1)))));
    }

    [Fact]
    public void Equal_layers_are_one_loop_in_which_several_values_may_be_carried()
    {
        var layer = new FunctionBuilder();
        var (a, shared, b) = (layer.Input("a", Float(B, T, 4)), layer.Input("shared", Float(T, 4)), layer.Input("b", Float(B, T, 4)));
        var w = layer.Parameter("w", 4);
        var function = layer.Build("Layer", layer.Add(new Add(), b, w), layer.Mul(layer.Add(new Add(), a, w), shared));

        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        var y = f.Input("y", Float(T, 4));
        var values = f.Call(function, "layers.2", x, y, f.Add(new Neg(), x));
        for (var i = 3; i < 9; i++)
            values = f.Call(function, $"layers.{i}", values[1], y, values[0]);
        var other = f.Call(function, "head", values[0], y, values[1]);
        var again = f.Call(function, "head", other[1], y, other[1]);
        var graph = Model("T", function, f.Build("Main", other[0], values[1], again[0]));
        Check(graph);
        EmittedModel.Of(graph).Code.Split("Layer(worker").Length.ShouldBe(4);
    }

    private static void Check(ModelGraph graph)
    {
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 3);
        new Agreement(PassPipeline.Run(graph), new Dictionary<string, int> { ["B"] = 1, ["T"] = 8 }, seed: 3).ShouldHold().ShouldHoldInPieces(1, 3, 8);
    }
}
