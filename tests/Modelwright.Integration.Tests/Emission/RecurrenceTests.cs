using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Element = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>Recurrences that are one operator, in generated code and in its sessions.</summary>
public class RecurrenceTests
{
    public static TheoryData<int, int, bool, bool, bool> Linear
    {
        get
        {
            var data = new TheoryData<int, int, bool, bool, bool>();
            foreach (var (writes, reads) in new[] { (1, 2), (1, 4), (2, 1), (3, 2) })
            {
                data.Add(writes, reads, false, false, true);
                data.Add(writes, reads, true, false, true);
                data.Add(writes, reads, false, true, false);
                data.Add(writes, reads, true, true, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void Linear_scans_agree(int writes, int reads, bool byKey, bool byValue, bool erases)
    {
        foreach (var isReversed in new[] { false, true })
        {
            var graph = Model(isReversed ? null : "T", LinearScan(writes, reads, byKey, byValue, erases, isReversed));
            new Agreement(graph).ShouldHold().ShouldHoldInOnnx(1e-5);
            var optimised = new Agreement(PassPipeline.Run(graph), seed: 2).ShouldHold().ShouldHoldInOnnx(1e-5);
            if (isReversed)
                continue;
            optimised.ShouldHoldInPieces(1, 2, 3, 5);
            graph.AllStates().Select(s => $"{s.Path} : {s.Type}").ShouldBe(["core.s : float[B, 2, 3, 5]"]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Diagonal_scans_agree_along_any_axis(int axis)
    {
        foreach (var isReversed in new[] { false, true })
        {
            var f = new FunctionBuilder();
            Dim[] shape = [.. new[] { B, 7 }.Take(axis), T, .. new[] { B, 7 }.Skip(axis)];
            var x = f.Input("x", Float(shape));
            var results = f.Invoke(
                new DiagonalScan("h", T, axis, isReversed), f.Expand(f.Parameter("start", 7), B, 7), f.Add(new Sigmoid(), f.Input("gate", Float(shape))), f.Mul(x, x));
            var graph = Model(isReversed ? null : "T", f.Build("Main", f.Add(new Neg(), results[1]), results[0]));
            new Agreement(graph).ShouldHold().ShouldHoldInOnnx(1e-5);
            if (!isReversed)
                new Agreement(PassPipeline.Run(graph), seed: 2).ShouldHold().ShouldHoldInPieces(1, 2, 4);
        }
    }

    [Fact]
    public void Parts_of_a_projection_are_read_where_they_are()
    {
        // Keys, values and queries of four heads each, one factor per head and step.
        var f = new FunctionBuilder();
        var projected = f.Add(new Einsum("bti,oi->bto"), f.Input("x", Float(B, T, 4)), f.Parameter("weight", 44, 4));
        Value Part(int start, int width) => f.Reshape(f.Add(new Slice(2, start, 4 * width), projected), B, T, 4, width);
        var results = f.Invoke(
            new LinearScan("s", T, 1, IsReversed: false),
            f.Expand(f.Scalar(0.0), B, 4, 3, 5), f.Expand(f.Reshape(f.Add(new Exp(), f.Parameter("gate", 4)), 1, 1, 4, 1, 1), B, T, 4, 1, 1), Part(0, 3), Part(12, 5), Part(32, 3));
        var graph = Model("T", f.Build("Main", results[1]));
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 2, 3);
        var code = EmittedModel.Of(graph).Code;
        code.ShouldContain("new RowsSpan(einsum, 4, 44 * t, 44, 3),");
        code.ShouldContain("new RowsSpan(einsum[12..], 4, 44 * t, 44, 5),");
        code.ShouldContain("new RowsSpan(exp, 4, 0, 0, 1), 0, 0,");
    }

    [Fact]
    public void Factors_that_are_all_one_take_no_room()
    {
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 2, 3));
        var results = f.Invoke(
            new LinearScan("s", T, 1, IsReversed: false), f.Expand(f.Scalar(0.0), B, 2, 3, 3), f.Expand(f.Scalar(1.0), B, T, 2, 3, 3), x, x, x, x);
        var graph = Model("T", f.Build("Main", results[1]));
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(2);
        EmittedModel.Of(graph).Code.ShouldContain(", 2, 0, 0, 0), 0, 0,");
    }

    [Fact]
    public void Layers_keep_states_of_their_own_and_so_does_each_index_of_a_scan()
    {
        var layer = new FunctionBuilder();
        var x = layer.Input("x", Float(B, T, 4));
        var decay = layer.Expand(layer.Add(new Sigmoid(), layer.Parameter("gate", 4)), B, T, 4);
        var h = layer.Invoke(new DiagonalScan("core.h", T, 1, IsReversed: false), layer.Expand(layer.Parameter("start", 4), B, 4), decay, x)[1];
        var callee = layer.Build("Layer", layer.Add(new Tanh(), h));
        var row = new FunctionBuilder();
        var below = row.Input("below", Float(B, T, 4));
        var y = row.Call(callee, "layer", row.Add(new Add(), below, row.Input("x", Float(B, T, 4))))[0];
        var step = row.Build("Row", y, y);
        var f = new FunctionBuilder();
        var z = f.Input("x", Float(B, T, 4));
        for (var i = 0; i < 3; i++)
            z = f.Call(callee, $"layers.{i}", z)[0];
        var rows = f.Invoke(
            new Scan(step, "grid", 2, new(["below"]), new([1]), new([1]), IsReversed: false), z, f.Input("grid", Float(B, 2, T, 4)))[1];
        var graph = Model("T", callee, step, f.Build("Main", rows));

        StreamCheck.Run(graph).ShouldBeEmpty();
        graph.AllStates().Select(s => $"{s.Path} : {s.Type}").ShouldBe(
            ["layers.0.core.h : float[B, 4]", "layers.1.core.h : float[B, 4]", "layers.2.core.h : float[B, 4]", "grid.layer.core.h : float[2, B, 4]"]);
        new Agreement(graph).ShouldHold().ShouldHoldInPieces(1, 2, 5);
        var optimised = PassPipeline.Run(graph);
        optimised.AllStates().Select(s => s.Path).ShouldBe(graph.AllStates().Select(s => s.Path), ignoreOrder: true);
        new Agreement(optimised, seed: 2).ShouldHold().ShouldHoldInPieces(1, 3);
    }

    [Fact]
    public void Narrow_floats_round_what_comes_out()
    {
        var f = new FunctionBuilder();
        Value Half(string name, params Dim[] shape) => f.Input(name, new TensorType(Element.BFloat16, shape));
        var x = Half("x", B, T, 2, 3);
        var scan = f.Invoke(
            new LinearScan("s", T, 1, IsReversed: false), f.Expand(f.Add(new Cast(Element.BFloat16), f.Scalar(0.0)), B, 2, 3, 3), Half("decay", B, T, 2, 1, 1), x, x, x);
        var wide = scan.Select(v => f.Add(new Cast(Element.Float32), v)).ToArray();
        var graph = Model(null, f.Build("Main", wide));
        var widened = WidenNarrowTypes.Run(graph);
        GraphVerifier.Verify(widened);
        widened.Main.Nodes.Single(n => n.Operator is LinearScan).Inputs.ShouldAllBe(i => i.Type.Element == Element.Float32);
        widened.Main.Results.ShouldAllBe(r => r.Producer.Inputs[0].Type.Element == Element.BFloat16);
    }

    [Fact]
    public void A_step_of_a_session_allocates_nothing()
    {
        const string probe =
            """
            public static class Probe
            {
                public static string Allocated(Tested model)
                {
                    var session = model.CreateSession(100, 2);
                    var (x, y) = (new float[2 * 8], new float[2 * 8]);
                    for (var i = 0; i < 40; i++)
                        session.Step(x, y);
                    var before = System.GC.GetAllocatedBytesForCurrentThread();
                    session.Step(x, y);
                    var after = System.GC.GetAllocatedBytesForCurrentThread();
                    return $"{after - before} bytes";
                }
            }
            """;
        var f = new FunctionBuilder();
        var x = f.Input("x", Float(B, T, 2, 4));
        var h = f.Invoke(new DiagonalScan("h", T, 1, IsReversed: false), f.Expand(f.Scalar(0.0), B, 2, 4), f.Add(new Sigmoid(), x), x)[1];
        var y = f.Invoke(
            new LinearScan("s", T, 1, IsReversed: false), f.Expand(f.Scalar(0.0), B, 2, 4, 4), f.Expand(f.Scalar(0.5), B, T, 2, 1, 1), h, x, h, h)[1];
        var emitted = EmittedModel.Of(Model("T", f.Build("Main", y)), probe);
        emitted.Call("Probe", "Allocated", emitted.Initialize(1)).ShouldBe("0 bytes");
    }

    private static Function LinearScan(int writes, int reads, bool byKey, bool byValue, bool erases, bool isReversed)
    {
        var f = new FunctionBuilder();
        var decay = f.Input("decay", Float(B, T, 2, byKey ? 3 : 1, byValue ? 5 : 1));
        Value Several(string name, int heads, int width) => f.Reshape(f.Input(name, Float(B, T, writes, heads, width)), B, writes * T, heads, width);
        var write = Several("write", 1, 3);
        var results = f.Invoke(
            new LinearScan("core.s", T, writes, isReversed),
            [
                f.Expand(f.Parameter("start", 2, 3, 5), B, 2, 3, 5), decay, write, Several("value", 2, 5), f.Input("read", Float(B, T, reads, 3)),
                .. erases ? new[] { f.Add(new Tanh(), write) } : [],
            ]);
        return f.Build("Main", f.Add(new Neg(), results[1]), results[0]);
    }
}
