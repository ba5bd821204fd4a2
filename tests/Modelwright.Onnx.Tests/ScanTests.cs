using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.OnnxRuntime;
using Modelwright.OnnxRuntime.Verification;
using static Modelwright.Onnx.Tests.GraphBuilder;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests;

/// <summary>Recurrences as ONNX's <c>Scan</c>: ONNX Runtime against the reference.</summary>
public class ScanTests
{
    private static readonly Dim S = Dim.Symbol("S");

    // At least one step: over none, ONNX Runtime's Scan divides by zero.
    private static readonly (int B, int T, int S)[] Sizes = [(2, 5, 3), (1, 1, 1), (3, 2, 4)];

    private static readonly Dictionary<string, Func<ModelGraph>> Models = new()
    {
        ["a state and a parameter"] = () => Recurrent(1, 1, reversed: false),
        ["steps in reverse"] = () => Recurrent(1, 1, reversed: true),
        ["a sequence and a result along other axes"] = () => Recurrent(0, 2, reversed: false),
        ["other axes in reverse"] = () => Recurrent(2, 0, reversed: true),
        ["states of integers and bools"] = Counting,
        ["no sequence"] = WithoutSequence,
        ["no state"] = WithoutState,
        ["no output"] = WithoutOutput,
        ["values that only pass through"] = PassingThrough,
        ["a scan in a step of a scan"] = Nested,
        ["instances called in a step"] = Calling,
        ["extents in a step"] = WithExtents,
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Models.Keys)
            {
                data.Add(name, OnnxExporter.OldestOpset);
                data.Add(name, OnnxExporter.PortableOpset);
                data.Add(name, OnnxExporter.NewestOpset);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_reference(string name, int opset)
    {
        var model = Models[name]();
        GraphVerifier.Verify(model);
        var stream = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(model, opset), Weights, stream);
        using var runner = new OnnxModelRunner(stream.ToArray());

        foreach (var (b, t, s) in Sizes)
        {
            var random = new Random(t);
            var inputs = model.Inputs.ToDictionary(p => p.Name, p => Draw(p.Type, random, n => n switch { "B" => b, "T" => t, _ => s }));

            var expected = ReferenceRunner.Run(model, inputs, Weights);
            var actual = runner.Run(inputs);

            foreach (var (output, tensor) in expected)
                Difference.Between(tensor, actual[output]).Absolute.ShouldBeLessThan(1e-5, $"{output} at B = {b}, T = {t}, S = {s}");
        }
    }

    // h = tanh(x @ w + h), and twice that is put out.
    private static ModelGraph Recurrent(int sequence, int output, bool reversed)
    {
        var step = new GraphBuilder();
        var h = step.Input("h", Float(B, 3));
        var x = step.Input("x", Float(B, 3));
        var w = step.Parameter("w", Float(3, 3));
        var next = step.Add("next", new Tanh(), step.Add("sum", new Add(), step.Add("product", new Einsum("bd,od->bo"), x, w), h));
        var callee = step.Function("Step", next, step.Add("twice", new Add(), next, next));

        var graph = new GraphBuilder();
        var start = graph.Input("start", Float(B, 3));
        var xs = graph.Input("xs", Float(At(sequence, B, 3)));
        var time = graph.Input("time", Float(T));
        var results = graph.Invoke(new Scan(callee, "rnn", T, new(["h"]), new([sequence]), new([output]), reversed), start, xs);
        return graph.Model(("h", results[0]), ("y", results[1]), ("time_y", graph.Add("n", new Neg(), time)));
    }

    private static ModelGraph Counting()
    {
        var step = new GraphBuilder();
        var count = step.Input("count", Int());
        var seen = step.Input("seen", Bool(B));
        var x = step.Input("x", Int(B));
        var hit = step.Add("hit", new Equal(), x, count);
        var any = step.Add("any", new Or(), seen, hit);
        var one = step.Add("one", new Constant(Int(), new([1])));
        var callee = step.Function("Step", step.Add("next", new Add(), count, one), any, any, step.Add("later", new Sub(), x, count));

        var graph = new GraphBuilder();
        var zero = graph.Add("zero", new Constant(Int(), new([0])));
        var seenBefore = graph.Input("before", Bool(B));
        var xs = graph.Input("xs", Int(B, T));
        var results = graph.Invoke(new Scan(callee, "counter", T, new(["count", "seen"]), new([1]), new([0, 1]), false), zero, seenBefore, xs);
        return graph.Model(("count", results[0]), ("seen", results[1]), ("sofar", results[2]), ("later", results[3]));
    }

    private static ModelGraph WithoutSequence()
    {
        var step = new GraphBuilder();
        var h = step.Input("h", Float(2));
        var turn = step.Input("turn", Float(2));
        var next = step.Add("next", new Mul(), h, turn);
        var callee = step.Function("Step", next, step.Add("sine", new Sin(), next));

        var graph = new GraphBuilder();
        graph.Input("x", Float(T));
        var results = graph.Invoke(
            new Scan(callee, "", T, new(["h"]), new([]), new([1]), false), graph.Input("start", Float(2)), graph.Input("turn", Float(2)));
        return graph.Model(("h", results[0]), ("y", results[1]));
    }

    private static ModelGraph WithoutState()
    {
        var step = new GraphBuilder();
        var callee = step.Function("Step", step.Add("y", new Sin(), step.Input("x", Float(B))));

        var graph = new GraphBuilder();
        return graph.Model(("y", graph.Invoke(new Scan(callee, "", T, new([]), new([0]), new([1]), true), graph.Input("xs", Float(T, B)))[0]));
    }

    private static ModelGraph WithoutOutput()
    {
        var step = new GraphBuilder();
        var h = step.Input("h", Float(B));
        var callee = step.Function("Step", step.Add("next", new Sub(), step.Input("x", Float(B)), h));

        var graph = new GraphBuilder();
        var start = graph.Input("start", Float(B));
        return graph.Model(("h", graph.Invoke(new Scan(callee, "", T, new(["h"]), new([0]), new([]), false), start, graph.Input("xs", Float(T, B)))[0]));
    }

    // The next state is the slice, what is put out is the state before, the slice and a value that is the same in every step.
    private static ModelGraph PassingThrough()
    {
        var step = new GraphBuilder();
        var h = step.Input("h", Float(B));
        var kept = step.Input("kept", Float(B));
        var x = step.Input("x", Float(B));
        var same = step.Input("same", Float(2));
        var callee = step.Function("Step", x, kept, h, x, x, same, step.Parameter("w", Float(3, 3)));

        var graph = new GraphBuilder();
        var start = graph.Input("start", Float(B));
        var xs = graph.Input("xs", Float(B, T));
        var scan = new Scan(callee, "shift", T, new(["h", "kept"]), new([1]), new([1, 0, 1, 1, 0]), false);
        var results = graph.Invoke(scan, start, start, xs, graph.Input("same", Float(2)));
        return graph.Model([.. results.Select((result, i) => ($"y{i}", result))]);
    }

    // Every step runs along S with the state of the steps before it as its start.
    private static ModelGraph Nested()
    {
        var inner = new GraphBuilder();
        var a = inner.Input("h", Float(B));
        var y = inner.Input("x", Float(B));
        var factor = inner.Input("factor", Float(B));
        var product = inner.Add("product", new Mul(), a, factor);
        var next = inner.Add("next", new Sin(), inner.Add("sum", new Add(), product, y));
        var innerStep = inner.Function("Inner", next, next);

        var outer = new GraphBuilder();
        var h = outer.Input("h", Float(B));
        var row = outer.Input("x", Float(B, S));
        var scale = outer.Input("scale", Float(B));
        var scaled = outer.Add("scaled", new Cos(), scale);
        var factors = outer.Add("factors", new Mul(), scaled, h);
        var results = outer.Invoke(new Scan(innerStep, "inner", S, new(["h"]), new([1]), new([1]), true), h, row, factors);
        var outerStep = outer.Function("Outer", results[0], results[1]);

        var graph = new GraphBuilder();
        var start = graph.Input("start", Float(B));
        var xs = graph.Input("xs", Float(T, B, S));
        var scan = new Scan(outerStep, "outer", T, new(["h"]), new([0]), new([1]), false);
        var (last, all) = graph.Invoke(scan, start, xs, graph.Input("scale", Float(B))) is var r ? (r[0], r[1]) : default;
        return graph.Model(("h", last), ("y", all));
    }

    private static ModelGraph Calling()
    {
        var linear = new GraphBuilder();
        var z = linear.Input("x", Float(B, 3));
        var callee = linear.Function("Linear", linear.Add("y", new Einsum("bd,od->bo"), z, linear.Parameter("w", Float(3, 3))));

        var step = new GraphBuilder();
        var h = step.Input("h", Float(B, 3));
        var x = step.Input("x", Float(B, 3));
        var sum = step.Add("sum", new Add(), step.Call(callee, "h", h)[0], step.Call(callee, "x", x)[0]);
        var next = step.Add("next", new Sigmoid(), sum);
        var body = step.Function("Step", next, next);

        var graph = new GraphBuilder();
        var scan = new Scan(body, "rnn", T, new(["h"]), new([1]), new([1]), false);
        var results = graph.Invoke(scan, graph.Input("start", Float(B, 3)), graph.Input("xs", Float(B, T, 3)));
        return graph.Model(("y", results[1]), ("h", results[0]));
    }

    private static ModelGraph WithExtents()
    {
        var step = new GraphBuilder();
        var h = step.Input("h", Float(B, S));
        var x = step.Input("x", Float(B));
        var wide = step.Add("wide", new Expand(new Shape([B, S])), step.Add("column", new Reshape(new Shape([B, 1])), x));
        var places = step.Add("places", new Cast(GraphElement.Float32), step.Add("iota", new Iota(S)));
        var next = step.Add("next", new Tanh(), step.Add("sum", new Add(), h, step.Add("moved", new Mul(), wide, places)));
        var flat = step.Add("flat", new Reshape(new Shape([B * S])), next);
        var callee = step.Function("Step", next, flat);

        var graph = new GraphBuilder();
        var scan = new Scan(callee, "rnn", T, new(["h"]), new([0]), new([0]), false);
        var results = graph.Invoke(scan, graph.Input("start", Float(B, S)), graph.Input("xs", Float(T, B)));
        return graph.Model(("h", results[0]), ("y", results[1]));
    }

    private static Dim[] At(int axis, params Dim[] step) => [.. step.Take(axis), T, .. step.Skip(axis)];

    private static TensorType Float(params Dim[] extents) => new(GraphElement.Float32, extents);

    private static TensorType Int(params Dim[] extents) => new(GraphElement.Int64, extents);

    private static TensorType Bool(params Dim[] extents) => new(GraphElement.Bool, extents);

    private static TensorData Weights(string path) =>
        TensorData.Of([.. Enumerable.Range(0, 9).Select(i => MathF.Sin((path.Length * 10) + i))], 3, 3);

    private static TensorData Draw(TensorType type, Random random, Func<string, long> size)
    {
        var shape = type.Shape.Select(extent => (int)extent.Evaluate(size)).ToArray();
        var data = new double[shape.Aggregate(1, (product, n) => product * n)];
        for (var i = 0; i < data.Length; i++)
            data[i] = type.Element.IsFloat() ? (random.NextDouble() * 2) - 1 : random.Next(2);
        return TensorBytes.Create(type.Element, data, shape);
    }
}
