using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;
using Element = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Integration.Tests.Emission;

public class ScanTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, false)]
    [InlineData(1, 2, true)]
    [InlineData(2, 0, true)]
    public void Sequences_and_outputs_have_the_axis_anywhere(int sequence, int output, bool reversed)
    {
        // h = h * w + x; out: h * 2
        var step = new FunctionBuilder();
        var h = step.Input("h", Float(B, 3));
        var x = step.Input("x", Float(B, 3));
        var next = step.Add(new Add(), step.Mul(h, step.Parameter("w", 3)), x);
        var callee = step.Build("Step", next, step.Mul(next, step.Scalar(2.0)));

        var f = new FunctionBuilder();
        var shape = Around(T, sequence, B, 3);
        var results = f.Invoke(
            new Scan(callee, "rnn", T, new(["h"]), new([sequence]), new([output]), reversed),
            f.Expand(f.Parameter("start", 3), B, 3), f.Input("x", Float(shape)));
        var graph = f.Model([results[0], f.Add(new Neg(), results[1])], callee);
        Check(graph);
        if (!reversed)
            CheckInPieces(graph);
    }

    [Fact]
    public void States_that_read_one_another_read_their_values_before_the_step()
    {
        // a, b, n = b, a + x, n + 1; seen |= x > 0: a state of each kind, two of which are handed on unchanged.
        var step = new FunctionBuilder();
        var (a, b) = (step.Input("a", Float(B)), step.Input("b", Float(B)));
        var (n, seen) = (step.Input("n", Int()), step.Input("seen", new TensorType(Element.Bool, B)));
        var x = step.Input("x", Float(B));
        var sum = step.Add(new Add(), a, x);
        var counted = step.Add(new Add(), n, step.Scalar(1L));
        var any = step.Add(new Or(), seen, step.Add(new Less(), step.Scalar(0.5), x));
        var callee = step.Build("Step", b, sum, counted, any, seen, a, counted);

        var f = new FunctionBuilder();
        var xs = f.Input("x", Float(B, T));
        var zero = f.Expand(f.Scalar(0.0), B);
        var first = f.Input("first", Int());
        var results = f.Invoke(
            new Scan(callee, "", T, new(["a", "b", "n", "seen"]), new([1]), new([1, 0, 0]), IsReversed: false),
            zero, f.Add(new Add(), zero, f.Parameter("b0")), first, f.Expand(f.Bool(false), B), xs);
        CheckInPieces(f.Model([.. results, f.Add(new Sub(), results[0], results[1])], callee));
    }

    [Fact]
    public void Steps_call_functions_read_weights_and_what_never_changes()
    {
        // h = tanh(h W + x + drive); drive and the table that the index picks from are the same in every step.
        var linear = new FunctionBuilder();
        var u = linear.Input("u", Float(B, 4));
        var product = linear.Add(new Einsum("bi,oi->bo"), u, linear.Parameter("weight", 4, 4));
        var project = linear.Build("Project", product);

        var step = new FunctionBuilder();
        var h = step.Input("h", Float(B, 4));
        var (x, index) = (step.Input("x", Float(B, 4)), step.Input("index", Int(B)));
        var (drive, table) = (step.Input("drive", Float(4)), step.Input("table", Float(4, 4)));
        var mixed = step.Add(new Add(), step.Call(project, "hidden", h)[0], step.Add(new Add(), x, drive));
        var next = step.Add(new Tanh(), step.Add(new Add(), mixed, step.Add(new Gather(0), table, index)));
        var callee = step.Build("Step", next, step.Call(project, "out", next)[0]);

        var f = new FunctionBuilder();
        var xs = f.Input("x", Float(B, T, 8));
        var indices = f.Input("index", Int(B, T));
        var results = f.Invoke(
            new Scan(callee, "cell", T, new(["h"]), new([1, 1]), new([1]), IsReversed: false),
            f.Add(new Einsum("bi,oi->bo"), f.Input("start", Float(B, 4)), f.Parameter("init", 4, 4)),
            f.Add(new Slice(2, 3, 4), xs), indices, f.Add(new Exp(), f.Parameter("drive", 4)), f.Parameter("table", 4, 4));
        CheckInPieces(f.Model([results[1], f.Sum(results[0], 1)], project, callee));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_scan_along_another_axis_inside_a_step_keeps_nothing(bool symbolic)
    {
        var axis = symbolic ? Dim.Symbol("N") : 3;

        // Inside: a running maximum over N of h + x, the last of which is the new state.
        var inner = new FunctionBuilder();
        var most = inner.Input("most", Float(B));
        var next = inner.Add(new Max(), most, inner.Input("x", Float(B)));
        var running = inner.Build("Running", next, next);

        var step = new FunctionBuilder();
        var (h, x) = (step.Input("h", Float(B)), step.Input("x", Float(axis, B)));
        var inside = step.Invoke(
            new Scan(running, "most", axis, new(["most"]), new([0]), new([1]), IsReversed: false),
            step.Mul(h, step.Parameter("decay")), step.Add(new Add(), x, h));
        var callee = step.Build("Step", inside[0], inside[1]);

        var f = new FunctionBuilder();
        var results = f.Invoke(
            new Scan(callee, "outer", T, new(["h"]), new([1]), new([0]), IsReversed: false),
            f.Expand(f.Scalar(-1.0), B), f.Input("x", Float(axis, T, B)));
        var graph = f.Model([results[0], results[1]], running, callee);
        var sizes = new Dictionary<string, int> { ["B"] = 2, ["T"] = 5, ["N"] = 3 };
        new Agreement(graph, sizes).ShouldHold();
        if (!symbolic)
            new Agreement(With("T", graph), sizes).ShouldHold().ShouldHoldInPieces(1, 2, 5);
        With("T", graph).AllStates().Select(s => s.Path).ShouldBe(["outer.h"]);
    }

    [Fact]
    public void A_scan_over_nothing_leaves_the_start()
    {
        var step = new FunctionBuilder();
        var next = step.Add(new Add(), step.Input("h", Float(B)), step.Input("x", Float(B)));
        var callee = step.Build("Step", next, next);
        var f = new FunctionBuilder();
        var (h, xs) = (f.Input("h", Float(B)), f.Input("x", Float(B, T)));
        var rest = T - Dim.One;
        var results = f.Invoke(
            new Scan(callee, "", rest, new(["h"]), new([1]), new([1]), IsReversed: false), h, f.Add(new Slice(1, 1, rest), xs));
        var graph = f.Model([results[0], f.Sum(results[1], 1)], callee);
        new Agreement(graph, new Dictionary<string, int> { ["B"] = 3, ["T"] = 1 }).ShouldHold();
        new Agreement(graph).ShouldHold();
    }

    [Fact]
    public void A_scan_reads_parts_of_a_product_without_copies()
    {
        // The two halves of a projection, as heads.
        var step = new FunctionBuilder();
        var h = step.Input("h", Float(B, 2, 3));
        var next = step.Add(new Add(), step.Mul(h, step.Input("a", Float(B, 2, 3))), step.Input("b", Float(B, 2, 3)));
        var callee = step.Build("Step", next, next);
        var f = new FunctionBuilder();
        var projected = f.Add(new Einsum("bti,oi->bto"), f.Input("x", Float(B, T, 4)), f.Parameter("weight", 12, 4));
        Value[] halves = [.. new[] { 0, 6 }.Select(start => f.Reshape(f.Add(new Slice(2, start, 6), projected), B, T, 2, 3))];
        var results = f.Invoke(
            new Scan(callee, "", T, new(["h"]), new([1, 1]), new([1]), IsReversed: false), f.Expand(f.Scalar(0.0), B, 2, 3), halves[0], halves[1]);
        var graph = f.Model([results[1]], callee);
        CheckInPieces(graph);
        EmittedModel.Of(graph).Code.ShouldContain("new AxisSlices<float>(einsum[6..], b, 12 * t, 12, 6, ");
    }

    private static void CheckInPieces(ModelGraph graph)
    {
        Check(graph);
        foreach (var streamed in new[] { With("T", graph), PassPipeline.Run(With("T", graph)) })
            new Agreement(streamed, seed: 5).ShouldHold().ShouldHoldInPieces(1, 2, 3, 4, 5);
    }

    private static void Check(ModelGraph graph)
    {
        new Agreement(graph).ShouldHold();
        new Agreement(PassPipeline.Run(graph), new Dictionary<string, int> { ["B"] = 1, ["T"] = 4 }, seed: 3).ShouldHold();
    }

    private static Dim[] Around(Dim axis, int at, params Dim[] others) => [.. others.Take(at), axis, .. others.Skip(at)];

    private static ModelGraph With(string streamAxis, ModelGraph graph) => Model(streamAxis, [.. graph.Functions]);
}
