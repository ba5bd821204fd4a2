using Modelwright.Compiler;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;

namespace Modelwright.Integration.Tests.Emission;

/// <summary>Experts that see their rows alone, in native code and in ONNX.</summary>
public class ChosenRowsTests
{
    private const string Mixture = """
        model Tested(width: int = 16, experts: int = 5) {
            input x : float[B, T, width]
            input scores : float[B, T, experts]
            stream T
            var outputs = []
            for i in 0..experts { outputs += [SwiGlu(x, 24) as experts[i]] }
            let e = stack(outputs)
            output y : float[B, T, width] = [b, t, d] => sum[i | topk[i](scores[b, t, i], 2)](scores[b, t, i] * e[i, b, t, d])
        }
        """;

    // Each kind reads a table of its own, which has no row for the tokens of the other.
    private const string Kinds = """
        model Tested(width: int = 16) {
            input tokens : int64[B, T]
            stream T
            param low  : float[2, width]
            param high : float[2, width]
            let a = Mlp(low[tokens], 32) as low_mlp
            let b = Mlp(high[tokens - 2], 32) as high_mlp
            output y : float[B, T, width] = [i, t, d] => where(tokens[i, t] < 2, a[i, t, d], b[i, t, d])
        }
        """;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 40)]
    public void Backends_agree(int batch, int length)
    {
        var graph = Compiled(Mixture);
        graph.Main.Nodes.Count(n => n.Operator is CallWhere).ShouldBe(5);
        new Agreement(graph, new Dictionary<string, int> { ["B"] = batch, ["T"] = length }).ShouldHold().ShouldHoldInOnnx(1e-5).ShouldHoldInPieces(1, 3);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 0)]
    public void In_ONNX_there_may_be_no_rows(int batch, int length) =>
        new Agreement(Compiled(Mixture), new Dictionary<string, int> { ["B"] = batch, ["T"] = length }).ShouldHoldInOnnx(1e-5);

    [Fact]
    public void A_row_that_is_not_chosen_is_not_computed()
    {
        var graph = Compiled(Kinds);
        var model = EmittedModel.Of(graph).Initialize(1);
        var inputs = new Dictionary<string, TensorData> { ["tokens"] = TensorData.Of([0L, 3, 2, 1, 3, 0], 2, 3) };

        model.Run(inputs)["y"].As<float>().ToArray().ShouldAllBe(v => float.IsFinite(v));
        OfOnnx(graph, model, inputs)["y"].As<float>().ToArray().ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void An_expert_that_is_never_chosen_may_give_anything()
    {
        var graph = Compiled(Mixture);
        var weights = graph.AllParameters().ToDictionary(p => p.Path, p => Filled(p.Type, p.Path.StartsWith("experts.3", StringComparison.Ordinal) ? float.NaN : 0.25f));
        var model = EmittedModel.Of(graph).Create(weights);
        float[] scores = [1, 2, 0, -1, 0, 5, 4, 3, 2, 1];
        var inputs = new Dictionary<string, TensorData> { ["x"] = Filled(new TensorType(Compiler.Graph.ElementType.Float32, 1, 2, 16), 1), ["scores"] = TensorData.Of(scores, 1, 2, 5) };

        model.Run(inputs)["y"].As<float>().ToArray().ShouldAllBe(v => float.IsFinite(v));
        OfOnnx(graph, model, inputs)["y"].As<float>().ToArray().ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void Another_choice_allocates_nothing()
    {
        const string probe = """
            public static class Probe
            {
                public static object Allocated(Tested model)
                {
                    var session = model.CreateSession(1000, 2);
                    var (x, scores, y) = (new float[2 * 8 * 16], new float[2 * 8 * 5], new float[2 * 8 * 16]);
                    for (var i = 0; i < 2 * 8; i++)
                        scores[5 * i] = scores[(5 * i) + (i == 3 ? 1 : 2)] = 1;
                    for (var i = 0; i < 40; i++)
                        session.Prefill(x, scores, y);
                    System.Array.Clear(scores);
                    for (var i = 0; i < 2 * 8; i++)
                        scores[(5 * i) + 3] = scores[(5 * i) + (i % 3)] = 1;
                    var before = System.GC.GetAllocatedBytesForCurrentThread();
                    session.Prefill(x, scores, y);
                    var after = System.GC.GetAllocatedBytesForCurrentThread();
                    return $"{after - before} bytes";
                }
            }
            """;
        var emitted = EmittedModel.Of(Compiled(Mixture), probe);
        emitted.Call("Probe", "Allocated", emitted.Initialize(1)).ShouldBe("0 bytes");
    }

    private static ModelGraph Compiled(string text)
    {
        var result = ModelCompiler.Compile([new SourceText("tested.model", text)], new CompileOptions());
        result.Diagnostics.ShouldBeEmpty();
        return PassPipeline.Run(result.Models[0]);
    }

    private static IReadOnlyDictionary<string, TensorData> OfOnnx(ModelGraph graph, IModel model, IReadOnlyDictionary<string, TensorData> inputs)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(graph), model.GetParameter, file);
        using var runner = new OnnxModelRunner(file.ToArray());
        return runner.Run(inputs);
    }

    private static TensorData Filled(TensorType type, float value)
    {
        int[] shape = [.. type.Shape.Select(d => (int)d.Value!.Value)];
        return TensorData.Of(Enumerable.Repeat(value, shape.Aggregate(1, (a, b) => a * b)).ToArray(), shape);
    }
}
