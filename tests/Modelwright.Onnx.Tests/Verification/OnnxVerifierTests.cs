using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.OnnxRuntime;
using Modelwright.OnnxRuntime.Verification;
using Modelwright.Testing;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests.Verification;

public class OnnxVerifierTests
{
    private static readonly HandModel Model = new(Embedding.Graph, Embedding.Parameters);

    [Fact]
    public void Agrees_with_a_faithful_export_and_says_how_closely()
    {
        var verification = Verify(Model, Embedding.Parameters);

        verification.Divergence.ShouldBeNull();
        verification.Absolute.ShouldBeInRange(1e-12, 1e-6);
        verification.Relative.ShouldBeLessThanOrEqualTo(verification.Absolute);
    }

    [Fact]
    public void Recognises_a_file_with_other_weights()
    {
        var zeros = TensorData.Zeros(ElementType.Float32, Embedding.Vocabulary, Embedding.Width);

        var verification = Verify(Model, _ => zeros);

        verification.Agrees.ShouldBeFalse();
        verification.Divergence.ShouldBe("the file was exported from another model or with other weights: a new export gives equal values");
    }

    [Fact]
    public void Blames_the_compiled_model_where_onnx_agrees_with_the_reference()
    {
        var miscompiled = new HandModel(Embedding.Graph, Embedding.Parameters) { Miscompiled = WithoutTanh(new Abs()) };

        Verify(miscompiled, Embedding.Parameters).Divergence
            .ShouldBe("the compiled model differs from the reference interpreter, with which ONNX agrees");
    }

    [Fact]
    public void Names_the_first_value_that_an_export_gets_wrong()
    {
        var graph = Flattening.Run(Embedding.Graph);
        var inputs = new Dictionary<string, TensorData> { ["tokens"] = TensorData.Of([3L], 1, 1) };

        var divergence = FirstDivergence.Find(graph, Tampered, inputs, Embedding.Parameters, 1e-4);

        divergence.ShouldBe("'squashed' : float[B, T, 3], computed by tanh at hand.model(1,1), is 0.389418364 instead of 0.379949003 at [0, 0, 2]");

        static OnnxModel Tampered(ModelGraph graph)
        {
            var model = OnnxExporter.Export(graph);
            return model with { Nodes = [.. model.Nodes.Select(n => n.OpType == "Tanh" ? n with { OpType = "Sin" } : n)] };
        }
    }

    [Fact]
    public void Draws_indices_inside_the_axis_that_they_index()
    {
        var random = new RandomInputs(Flattening.Run(Embedding.Graph), new Random(1));

        var drawn = Enumerable.Range(0, 50).SelectMany(_ => random.Next()["tokens"].As<long>().ToArray()).Distinct().Order();

        drawn.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Follows_indices_through_calls_and_views()
    {
        var lookup = new GraphBuilder();
        var index = lookup.Input("index", new TensorType(GraphElement.Int64, GraphBuilder.B, 2));
        var table = lookup.Parameter("table", new TensorType(GraphElement.Float32, 3, 1));
        var row = lookup.Add("row", new Slice(1, 1, 1), index);
        var callee = lookup.Function("Lookup", lookup.Add("y", new Gather(0), table, row));
        var graph = new GraphBuilder();
        var ids = graph.Input("ids", new TensorType(GraphElement.Int64, GraphBuilder.B, 2));
        var model = graph.Model(("y", graph.Call(callee, "lookup", ids)[0]));

        IndexBounds.Of(Flattening.Run(model))["ids"].ShouldBe([Dim.Constant(3)]);
    }

    [Fact]
    public void Follows_indices_into_the_steps_of_a_scan()
    {
        IndexBounds.Of(Flattening.Run(Lookups()))["ids"].ShouldBe([Dim.Constant(3)]);
    }

    [Fact]
    public void Verifies_a_recurrence()
    {
        var table = TensorData.Of([1f, 2, 3], 3);
        var model = new HandModel(Lookups(), path => path == "sum.lookup.table" ? table : throw new KeyNotFoundException(path));
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(OnnxExporter.Export(Lookups()), model.GetParameter, folder["m.onnx"], externalData: true);

        OnnxVerifier.Verify(model, Lookups(), folder["m.onnx"], new OnnxExportOptions()).Divergence.ShouldBeNull();
    }

    [Fact]
    public void Names_a_recurrence_that_an_export_gets_wrong()
    {
        var inputs = new Dictionary<string, TensorData> { ["ids"] = TensorData.Of([2L, 2], 1, 2) };

        var divergence = FirstDivergence.Find(Flattening.Run(Lookups()), Tampered, inputs, _ => TensorData.Of([1f, 2, 3], 3), 1e-4);

        divergence.ShouldBe("a value of type float[B], computed by scan, is 9 instead of 7 at [0]");

        static OnnxModel Tampered(ModelGraph graph)
        {
            var model = OnnxExporter.Export(graph);
            return model with { Nodes = [.. model.Nodes.Select(n => n with { Attributes = [.. n.Attributes.Select(Tamper)] })] };
        }

        static OnnxAttribute Tamper(OnnxAttribute attribute) => attribute is OnnxAttribute.Graph { Value: var body } graph
            ? graph with { Value = body with { Nodes = [.. body.Nodes.Select(n => n.OpType == "Add" ? n with { OpType = "Mul" } : n)] } }
            : attribute;
    }

    [Fact]
    public void Starts_with_every_symbolic_axis_at_one()
    {
        var random = new RandomInputs(Flattening.Run(Embedding.Graph), new Random(1));

        random.Shortest()["tokens"].Shape.ToArray().ShouldBe([1, 1]);
    }

    // Sums up rows of a table, which an instance called in the step looks up.
    private static ModelGraph Lookups()
    {
        var lookup = new GraphBuilder();
        var index = lookup.Input("index", new TensorType(GraphElement.Int64, GraphBuilder.B));
        var table = lookup.Parameter("table", new TensorType(GraphElement.Float32, 3));
        var callee = lookup.Function("Lookup", lookup.Add("row", new Gather(0), table, index));
        var step = new GraphBuilder();
        var sum = step.Input("sum", new TensorType(GraphElement.Float32, GraphBuilder.B));
        var id = step.Input("id", new TensorType(GraphElement.Int64, GraphBuilder.B));
        var body = step.Function("Step", step.Add("next", new Add(), sum, step.Call(callee, "lookup", id)[0]));
        var graph = new GraphBuilder();
        var ids = graph.Input("ids", new TensorType(GraphElement.Int64, GraphBuilder.B, GraphBuilder.T));
        var one = graph.Add("one", new Constant(new TensorType(GraphElement.Float32), new([1])));
        var start = graph.Add("start", new Expand(new Shape([GraphBuilder.B])), one);
        return graph.Model(("y", graph.Invoke(new Scan(body, "sum", GraphBuilder.T, new(["sum"]), new([1]), new([]), false), start, ids)[0]));
    }

    // The embedding with another operator in place of its last two.
    private static ModelGraph WithoutTanh(Operator op)
    {
        var graph = new GraphBuilder();
        var tokens = graph.Input("tokens", new TensorType(GraphElement.Int64, GraphBuilder.B, GraphBuilder.T));
        var table = graph.Parameter("embed.table", new TensorType(GraphElement.Float32, Embedding.Vocabulary, Embedding.Width));
        return graph.Model(("y", graph.Add("y", op, graph.Add("x", new Gather(0), table, tokens))));
    }

    private static OnnxVerification Verify(HandModel model, Func<string, TensorData> exportedParameters)
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(Embedding.Onnx, exportedParameters, folder["m.onnx"]);
        return OnnxVerifier.Verify(model, Embedding.Graph, folder["m.onnx"], new OnnxExportOptions());
    }
}
