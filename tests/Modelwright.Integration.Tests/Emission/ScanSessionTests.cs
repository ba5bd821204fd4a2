using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>What a session keeps of the scans over its time axis.</summary>
public class ScanSessionTests
{
    private const int Steps = 12;

    private static readonly ModelGraph Picks = Pick();

    [Fact]
    public void Layers_keep_states_of_their_own()
    {
        var (step, layer) = Layer();
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 4));
        for (var i = 0; i < 3; i++)
            x = f.Call(layer, $"layers.{i}", x)[0];
        var graph = Model("T", step, layer, f.Build("Main", x));

        graph.AllStates().Select(s => $"{s.Path} : {s.Type}").ShouldBe([.. Enumerable.Range(0, 3).Select(i => $"layers.{i}.core.s : float[B, 4, 4]")]);
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 2, 3, 5);
        new Agreement(PassPipeline.Run(graph), seed: 2).ShouldHold().ShouldHoldInPieces(1, 4);
        EmittedModel.Of(graph).Code.ShouldContain("new LayerStates[3]");
    }

    [Fact]
    public void A_scan_over_another_axis_keeps_what_its_step_keeps_for_each_index()
    {
        // Rows of a grid: a layer over T and a history of T in every row, each row on top of the one before.
        var (step, layer) = Layer();
        var row = new FunctionBuilder();
        var h = row.Input("h", Float(B, T, 4));
        var y = row.Call(layer, "layer", row.Add(new Add(), h, row.Input("x", Float(B, T, 4))))[0];
        var seen = row.Add(new Einsum("bts,bsc->btc"), row.Add(new Softmax(2), row.Expand(row.Scalar(1.0), B, T, T.Past), row.Causal(T, T.Past)), row.Add(new History(1, "rows"), y));
        var callee = row.Build("Row", seen, seen);
        var f = new FunctionBuilder();
        var results = f.Invoke(
            new Scan(callee, "grid", 3, new(["h"]), new([1]), new([1]), IsReversed: true),
            f.Expand(f.Scalar(0.0), B, T, 4), f.Input("x", Float(B, 3, T, 4)));
        var graph = Model("T", step, layer, callee, f.Build("Main", results[1]));

        StreamCheck.Run(graph).ShouldBeEmpty();
        graph.AllStates().Select(s => $"{s.Path} : {s.Type}, {s.Axis}").ShouldBe(["grid.rows : float[3, B, T, 4], 2", "grid.layer.core.s : float[3, B, 4, 4], "]);
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 2, 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_split_of_a_sequence_gives_the_same_bits(int seed)
    {
        var random = new Random(seed);
        var (model, inputs) = Draw(random);
        var whole = model.Run(inputs);
        var session = model.CreateSession(Steps, 2)!;
        for (var pass = 0; pass < 2; pass++)
        {
            Tensors last = whole;
            while (session.Position < Steps)
            {
                var start = session.Position;
                var length = random.Next(1, Steps - start + 1);
                last = session.Run(Cut(inputs, start, length));
                last["output1"].As<float>().ToArray().ShouldBe(Cut(whole, "output1", start, length));
            }

            last["output0"].As<float>().ToArray().ShouldBe(whole["output0"].As<float>().ToArray());
            session.Reset();
        }
    }

    [Fact]
    public void A_call_that_fails_leaves_the_states_alone()
    {
        var (model, inputs) = Draw(new Random(5));
        var whole = model.Run(inputs);
        var session = model.CreateSession(Steps, 2)!;
        foreach (var (start, length) in new[] { (0, 3), (3, 4), (7, 5) })
        {
            var good = Cut(inputs, start, length);
            var bad = new Dictionary<string, TensorData>(good) { ["index"] = TensorData.Of([.. good["index"].As<long>()[..^1], 9], good["index"].Shape.ToArray()) };
            Should.Throw<IndexOutOfRangeException>(() => session.Run(bad));
            session.Position.ShouldBe(start);
            session.Run(good)["output1"].As<float>().ToArray().ShouldBe(Cut(whole, "output1", start, length));
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        const string probe = """
            public static class Probe
            {
                public static object Allocated(Tested model)
                {
                    var session = model.CreateSession(100, 3);
                    var (x, index, state, y) = (new float[6], new long[3], new float[6], new float[6]);
                    for (var i = 0; i < 40; i++)
                        session.Step(x, index, state, y);
                    var before = System.GC.GetAllocatedBytesForCurrentThread();
                    session.Step(x, index, state, y);
                    var after = System.GC.GetAllocatedBytesForCurrentThread();
                    return $"{after - before} bytes";
                }
            }
            """;
        var emitted = EmittedModel.Of(Picks, probe);
        emitted.Call("Probe", "Allocated", emitted.Initialize(1)).ShouldBe("0 bytes");
    }

    /// <summary>A layer with a state that starts as its parameter.</summary>
    private static (Function Step, Function Layer) Layer()
    {
        var step = new FunctionBuilder();
        var (s, k, v) = (step.Input("s", Float(B, 4, 4)), step.Input("k", Float(B, 4)), step.Input("v", Float(B, 4)));
        var next = step.Add(new Add(), step.Mul(s, step.Parameter("decay", 4)), step.Mul(step.Reshape(k, B, 4, 1), step.Reshape(v, B, 1, 4)));
        var callee = step.Build("Core", next, step.Add(new Einsum("bi,bij->bj"), k, next));
        var layer = new FunctionBuilder();
        var x = layer.Input("x", Float(B, T, 4));
        var y = layer.Invoke(
            new Scan(callee, "core", T, new(["s"]), new([1, 1]), new([1]), IsReversed: false),
            layer.Expand(layer.Parameter("start", 4), B, 4, 4), layer.Add(new Tanh(), x), x)[1];
        return (callee, layer.Build("Layer", layer.Add(new Add(), x, y)));
    }

    /// <summary>A state that decays by what an index picks; fails where the table has no such row.</summary>
    private static ModelGraph Pick()
    {
        var step = new FunctionBuilder();
        var (h, x, index) = (step.Input("h", Float(B, 2)), step.Input("x", Float(B, 2)), step.Input("index", Int(B)));
        var decay = step.Add(new Gather(0), step.Constant([4, 2], 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), index);
        var next = step.Add(new Add(), step.Mul(h, decay), x);
        var callee = step.Build("Step", next, step.Add(new Neg(), next));
        var f = new FunctionBuilder();
        var results = f.Invoke(
            new Scan(callee, "", T, new(["h"]), new([1, 1]), new([1]), IsReversed: false),
            f.Expand(f.Scalar(1.0), B, 2), f.Input("x", Float(B, T, 2)), f.Input("index", Int(B, T)));
        return Model("T", callee, f.Build("Main", results[0], results[1]));
    }

    private static (IModel Model, Tensors Inputs) Draw(Random random) => (
        EmittedModel.Of(Picks).Initialize(1),
        new Dictionary<string, TensorData>
        {
            ["x"] = TensorData.Of([.. Enumerable.Range(0, 2 * Steps * 2).Select(_ => random.NextSingle())], 2, Steps, 2),
            ["index"] = TensorData.Of([.. Enumerable.Range(0, 2 * Steps).Select(_ => random.NextInt64(4))], 2, Steps),
        });

    private static Tensors Cut(Tensors tensors, int start, int length) =>
        tensors.ToDictionary(t => t.Key, t => Cases.Slices.Take(t.Value, 1, start, length));

    private static float[] Cut(Tensors tensors, string name, int start, int length) =>
        Cases.Slices.Take(tensors[name], 1, start, length).As<float>().ToArray();
}
