using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Operators;
using static Modelwright.Compiler.Tests.Operators.Functions;

namespace Modelwright.Compiler.Tests.Onnx;

/// <summary>The ONNX graphs of small models.</summary>
public class OnnxExporterTests
{
    [Fact]
    public async Task Inlines_two_layers_of_attention() => await Verify(OnnxPrinter.Print(OnnxExporter.Export(TwoLayers())));

    [Fact]
    public async Task Uses_attention_from_opset_23_on() => await Verify(OnnxPrinter.Print(OnnxExporter.Export(TwoLayers(), 23)));

    [Fact]
    public async Task Computes_extents_from_the_inputs()
    {
        var time = Dim.Symbol("T");
        var main = Make("Main", ["float[B, T, 6]"], x =>
        [
            Apply(new Reshape(new Shape([Dim.Symbol("B") * time, 6])), x[0]),
            Apply(new Slice(1, Dim.FloorDivide(time, 2), time - Dim.FloorDivide(time, 2)), x[0]),
            Apply(new Expand(new Shape([3, Dim.Symbol("B"), time, 6])), x[0]),
            Apply(new Repeat(1, 2), x[0]),
            Apply(new Iota(time + 1)),
        ]);
        await Verify(OnnxPrinter.Print(OnnxExporter.Export(Model(main))));
    }

    [Fact]
    public async Task A_recurrence_is_a_scan_whose_body_reads_what_stays_the_same()
    {
        var step = Make("Step", ["float[B, 3]", "float[B, 2]", "float[3]"], x =>
        {
            var gain = Apply(new Exp(), x[2]).Named("gain");
            var weight = Apply(new Mul(), Parameter("w", "float[3, 2]"), Apply(new Constant(new TensorType(ElementType.Float32), new([2])))).Named("weight");
            var next = Apply(new Tanh(), Apply(new Add(), Apply(new Mul(), x[0], gain), Apply(new Einsum("bd,od->bo"), x[1], weight))).Named("h");
            return [next, next];
        });
        var main = Make("Main", ["float[B, T, 2]", "float[3]"], x =>
        {
            var batch = Apply(new Expand(new Shape([Dim.Symbol("B"), 3])), Apply(new Constant(new TensorType(ElementType.Float32), new([0]))));
            var scan = new Scan(step, "rnn", Dim.Symbol("T"), new(["h"]), new([1]), new([1]), IsReversed: true);
            var results = new Node(scan, [batch, x[0], x[1]]).Results;
            return [results[1], results[0], Apply(new Exp(), x[1])];
        });
        await Verify(OnnxPrinter.Print(OnnxExporter.Export(Model(main, step))));
    }

    [Fact]
    public void An_output_that_no_node_computes_is_a_copy()
    {
        var main = Make("Main", ["float[T]"], x =>
        {
            var twice = Apply(new Add(), x[0], x[0]);
            return [x[0], twice, twice, Parameter("w", "float[2]")];
        });

        OnnxExporter.Export(Model(main)).Nodes.Select(n => (n.OpType, n.Inputs[0], n.Outputs[0])).ShouldBe(
        [
            ("Add", "x0", "y1"),
            ("Identity", "x0", "y"),
            ("Identity", "y1", "y2"),
            ("Identity", "w", "y3"),
        ]);
    }

    [Fact]
    public void An_opset_without_the_operators_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => OnnxExporter.Export(TwoLayers(), 17)).ParamName.ShouldBe("opset");

    private static ModelGraph TwoLayers()
    {
        var layer = Make("Layer", ["float[B, T, 8]"], x =>
        {
            var q = Heads(Linear(x[0], "q.weight", 8).Named("q"), 4);
            var k = Heads(Linear(x[0], "k.weight", 4).Named("k"), 2);
            var v = Heads(Linear(x[0], "v.weight", 4).Named("v"), 2);
            var sums = Apply(new Attention(0.5, Causal: true), q, Apply(new History(1, "k"), k), Apply(new History(1, "v"), v));
            return [Apply(new Add(), x[0], Apply(new Reshape(x[0].Shape), sums)).Named("y")];
        });
        var main = Make("Main", ["int64[B, T]"], x =>
        {
            var embedded = Apply(new Gather(0), Parameter("embed", "float[16, 8]"), x[0]).Named("x");
            var mixed = Apply(new Call(layer, "layers.1"), Apply(new Call(layer, "layers.0"), embedded));
            return [Apply(new Einsum("btd,vd->btv"), mixed, Parameter("embed", "float[16, 8]"))];
        });
        return Model(main, layer);

        static Value Linear(Value x, string path, int width) => Apply(new Einsum("btd,od->bto"), x, Parameter(path, $"float[{width}, 8]"));

        static Value Heads(Value x, int heads) => Apply(new Reshape(new Shape([x.Shape[0], x.Shape[1], heads, 2])), x);
    }
}
