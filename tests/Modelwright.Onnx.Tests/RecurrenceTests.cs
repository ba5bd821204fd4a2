using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.OnnxRuntime;
using Modelwright.OnnxRuntime.Verification;
using static Modelwright.Onnx.Tests.GraphBuilder;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx.Tests;

/// <summary>Recurrences that are one operator, in chunks and step by step: ONNX Runtime against the reference.</summary>
public class RecurrenceTests
{
    private static readonly int[] Chunks = [1, 2, 3, 16, 64];

    private static readonly Dictionary<string, ModelGraph> Models = new()
    {
        ["delta rule"] = Linear(erases: true),
        ["delta rule reversed"] = Linear(erases: true, isReversed: true),
        ["delta rule by key"] = Linear(erases: true, byKey: true),
        ["delta rule by value"] = Linear(erases: true, byValue: true),
        ["attention"] = Linear(),
        ["attention by key"] = Linear(byKey: true),
        ["attention by key reversed"] = Linear(byKey: true, isReversed: true),
        ["attention by value"] = Linear(byValue: true),
        ["attention by both"] = Linear(byKey: true, byValue: true),
        ["several writes"] = Linear(writes: 3, erases: true),
        ["several writes by key reversed"] = Linear(writes: 2, erases: true, byKey: true, isReversed: true),
        ["many reads of a state"] = Linear(heads: 2, reads: 6, erases: true, byKey: true),
        ["many reads of values that decay"] = Linear(heads: 2, reads: 4, byValue: true),
        ["states that share"] = Linear(heads: 4, own: 2, reads: 1, erases: true),
        ["diagonal"] = Diagonal(1),
        ["diagonal reversed"] = Diagonal(1, isReversed: true),
        ["diagonal along the first axis"] = Diagonal(0),
        ["diagonal along the last axis"] = Diagonal(2, isReversed: true),
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Models.Keys)
            {
                foreach (var chunk in Chunks)
                    data.Add(name, chunk);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_graph_agrees_with_the_reference_for_every_length(string name, int chunk)
    {
        using var runner = Export(Models[name], chunk);
        foreach (var length in new[] { 1, 2, 5, 16, 64, 100 })
        {
            foreach (var (kind, inputs) in Draws(Models[name], length))
                ShouldAgree(runner, Models[name], inputs, 2e-5, $"{kind}, {length} steps");
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void Repeated_keys_that_are_hardly_forgotten_stay_exact(int chunk)
    {
        // What a Neumann series of the inverse loses.
        const int Steps = 128;
        var model = Linear(heads: 1, reads: 1, erases: true);
        var random = new Random(3);
        var inputs = model.Inputs.ToDictionary(p => p.Name, p => Fill(p, Steps, _ => (random.NextDouble() * 2) - 1));
        double[] key = [.. Unit(random, 4)];
        inputs["decay"] = Fill(model.Inputs.Single(p => p.Name == "decay"), Steps, _ => 0.99);
        inputs["erase"] = Fill(model.Inputs.Single(p => p.Name == "erase"), Steps, i => key[i % 4]);
        inputs["write"] = Fill(model.Inputs.Single(p => p.Name == "write"), Steps, i => 0.9 * key[i % 4]);
        using var runner = Export(model, chunk);
        ShouldAgree(runner, model, inputs, 5e-6, "repeated keys");
    }

    [Fact]
    public void Many_steps_are_a_choice_between_chunks_and_steps()
    {
        var nodes = OnnxExporter.Export(Linear(erases: true)).Nodes;
        var choice = nodes.Single(n => n.OpType == "If");
        string[] Kinds(string branch) => [.. choice.Attributes.OfType<OnnxAttribute.Graph>().Single(a => a.Name == branch).Value.Nodes.Select(n => n.OpType)];
        Kinds("then_branch").ShouldNotContain("Pad");
        Kinds("else_branch").Count(type => type == "Scan").ShouldBe(1);
        OnnxExporter.Export(Linear(erases: true), chunk: 1).Nodes.Select(n => n.OpType).ShouldBe(["Scan"]);
    }

    [Fact]
    public void A_chunk_has_a_step() =>
        Should.Throw<ArgumentOutOfRangeException>(() => OnnxExporter.Export(Diagonal(1), chunk: 0)).ParamName.ShouldBe("chunk");

    private static OnnxModelRunner Export(ModelGraph model, int chunk)
    {
        GraphVerifier.Verify(model);
        var stream = new MemoryStream();
        OnnxWriter.Write(OnnxExporter.Export(model, chunk: chunk), path => throw new KeyNotFoundException(path), stream);
        return new OnnxModelRunner(stream.ToArray());
    }

    private static void ShouldAgree(OnnxModelRunner runner, ModelGraph model, Dictionary<string, TensorData> inputs, double tolerance, string what)
    {
        var expected = ReferenceRunner.Run(model, inputs, path => throw new KeyNotFoundException(path));
        var actual = runner.Run(inputs);
        foreach (var (output, tensor) in expected)
        {
            var scale = Math.Max(1, tensor.Array<float>().Max(Math.Abs));
            (Difference.Between(tensor, actual[output]).Absolute / scale).ShouldBeLessThan(tolerance, $"{output}: {what}");
        }
    }

    /// <summary>Factors of several kinds, with keys that repeat and are written up to twice over.</summary>
    private static IEnumerable<(string Kind, Dictionary<string, TensorData> Inputs)> Draws(ModelGraph model, int length)
    {
        (string, Func<Random, double>)[] kinds =
        [
            ("mild", r => 0.9 + (0.1 * r.NextDouble())),
            ("strong", r => Math.Pow(10, -6 * r.NextDouble())),
            ("negative and none", r => r.Next(4) switch { 0 => 0, 1 => -r.NextDouble(), 2 => 1, _ => r.NextDouble() }),
        ];
        foreach (var (kind, factor) in kinds)
        {
            var random = new Random(length);
            var inputs = model.Inputs.ToDictionary(p => p.Name, p => Fill(p, length, _ => p.Name == "decay" ? factor(random) : (random.NextDouble() * 2) - 1));
            if (inputs.TryGetValue("erase", out var erase))
            {
                // Unit keys of which only three differ; what is written is up to twice as much.
                double[][] keys = [Unit(random, 4), Unit(random, 4), Unit(random, 4)];
                int[] chosen = [.. Enumerable.Range(0, erase.Array<float>().Length / 4).Select(_ => random.Next(3))];
                double[] beta = [.. chosen.Select(_ => 2 * random.NextDouble())];
                inputs["erase"] = Fill(model.Inputs.Single(p => p.Name == "erase"), length, i => keys[chosen[i / 4]][i % 4]);
                inputs["write"] = Fill(model.Inputs.Single(p => p.Name == "write"), length, i => beta[i / 4] * keys[chosen[i / 4]][i % 4]);
            }

            yield return (kind, inputs);
        }
    }

    private static double[] Unit(Random random, int width)
    {
        double[] key = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble() - 0.5)];
        var length = Math.Sqrt(key.Sum(x => x * x));
        return [.. key.Select(x => x / length)];
    }

    private static TensorData Fill(Port port, int length, Func<int, double> element)
    {
        int[] shape = [.. port.Type.Shape.Select(extent => (int)extent.Evaluate(symbol => symbol == "T" ? length : 2))];
        return TensorData.Of([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (float)element(i))], shape);
    }

    private static ModelGraph Linear(
        int heads = 2, int own = 0, int reads = 0, int writes = 1, bool erases = false, bool byKey = false, bool byValue = false, bool isReversed = false)
    {
        own = own == 0 ? heads : own;
        var graph = new GraphBuilder();
        List<Value> operands =
        [
            graph.Input("start", Float(B, heads, 4, 3)), graph.Input("decay", Float(B, T, heads, byKey ? 4 : 1, byValue ? 3 : 1)),
            graph.Input("write", Float(B, writes * T, own, 4)), graph.Input("value", Float(B, writes * T, heads, 3)), graph.Input("read", Float(B, T, reads == 0 ? heads : reads, 4)),
        ];
        if (erases)
            operands.Add(graph.Input("erase", Float(B, writes * T, own, 4)));
        var results = graph.Invoke(new LinearScan("s", T, writes, isReversed), [.. operands]);
        return graph.Model(("state", results[0]), ("out", results[1]));
    }

    private static ModelGraph Diagonal(int axis, bool isReversed = false)
    {
        var graph = new GraphBuilder();
        Dim[] shape = [.. new[] { B, 7 }.Take(axis), T, .. new[] { B, 7 }.Skip(axis)];
        var results = graph.Invoke(
            new DiagonalScan("h", T, axis, isReversed), graph.Input("start", Float(B, 7)), graph.Input("decay", Float(shape)), graph.Input("input", Float(shape)));
        return graph.Model(("state", results[0]), ("out", results[1]));
    }

    private static TensorType Float(params Dim[] extents) => new(GraphElement.Float32, extents);
}
