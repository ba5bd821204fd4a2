using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;
using Modelwright.OnnxRuntime;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>Histories of which only the last steps are read: sessions keep no more of them.</summary>
public class WindowTests
{
    private const string Windows = """
        model Windows(width: int = 16) {
            input x     : float[B, T, width]
            input valid : bool[B, T]
            stream T
            var y = x
            y += GatedAttention(RmsNorm(y) as norm1, heads: 4, kv_heads: 2, window: 5) as narrow
            y += GatedAttention(RmsNorm(y) as norm2, heads: 2, window: 150) as wide
            let p[b, t, s] = softmax[s | t - 20 < s <= t && (valid[b, s] || s == t)](sum[e](y[b, t, e] * x[b, s, e]) * 0.1)
            let greatest[b, t: T, e] = max[s | t - 3 <= s && s <= t](x[b, s, e])
            output z : float[B, T, width] = [b, t, e] => y[b, t, e] + sum[s](p[b, t, s] * x[b, s, e]) + greatest[b, t, e] * 0.1
        }
        """;

    private const string Mixed = """
        model Mixed(width: int = 16) {
            input x : float[B, T, width]
            stream T
            var y = x
            y += GatedAttention(RmsNorm(y) as norm1, heads: 4, window: 7) as narrow
            y += GatedAttention(RmsNorm(y) as norm2, heads: 2) as full
            let q = Linear(y, width) as q
            let near[b, t, e] = sum[s | t - 4 < s <= t](q[b, t, e] * y[b, s, e])
            let far[b, t, e] = sum[s | s <= t](q[b, t, e] * q[b, s, e] * 0.01)
            output z : float[B, T, width] = [b, t, e] => near[b, t, e] + far[b, t, e]
        }
        """;

    [Theory]
    [InlineData(Windows, 400)]
    [InlineData(Mixed, 120)]
    public void Long_sequences_are_the_same_however_they_are_cut(string text, int length)
    {
        var (streaming, compiled) = Open(text, length);
        var whole = streaming.Model.Run(streaming.Inputs);
        new Tolerance(1e-4, 1e-4).Check(whole, ReferenceRunner.Run(compiled.Graph, streaming.Inputs, streaming.Model.GetParameter));
        var expected = streaming.Start();
        new Tolerance(0, 0).Check(streaming.Run(expected, length), whole);
        var random = new Random(3);
        var splits = new[] { 1, 7, 97, 333 }.Select(size => Streaming.Pieces(length, size))
            .Concat(Enumerable.Range(0, 6).Select(_ => Streaming.Pieces(length, random)));
        foreach (var pieces in splits.Select(split => split.ToList()))
        {
            var session = streaming.Start();
            new Tolerance(2e-6, 2e-6).Check(streaming.Run(session, pieces), whole);
            foreach (var state in expected.States)
                session.GetState(state.Name).ToString().ShouldBe(expected.GetState(state.Name).ToString());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(200)]
    public void Attention_over_a_window_gives_the_same_bits_however_it_is_cut(int window)
    {
        var (streaming, compiled) = Open(Attention(window), 500);
        PassPipeline.Run(compiled.Graph).Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Attention>().Single().Window.ShouldBe(window);
        var whole = streaming.Model.Run(streaming.Inputs)["y"];
        var random = new Random(4);
        var splits = new[] { 1, 9, 100, 450 }.Select(size => Streaming.Pieces(500, size))
            .Concat(Enumerable.Range(0, 8).Select(_ => Streaming.Pieces(500, random)));
        foreach (var pieces in splits.Select(split => split.ToList()))
        {
            var session = streaming.Start();
            streaming.Run(session, pieces)["y"].As<float>().SequenceEqual(whole.As<float>()).ShouldBeTrue(string.Join(" ", pieces));
            session.GetState("attn.k").ToString().ShouldBe($"float[2, {window - 1}, 2, 4]");
        }
    }

    [Fact]
    public void Each_history_keeps_what_is_read_of_it()
    {
        var states = Open(Windows, 10).Streaming.Start().States.ToDictionary(state => state.Name, state => state.ToString());
        states["narrow.k"].ShouldBe("narrow.k : float[2, 4, 2, 4]");
        states["wide.v"].ShouldBe("wide.v : float[2, 149, 2, 8]");
        states["valid"].ShouldBe("valid : bool[2, 19]");

        // One history is read by both domains over x.
        states["x"].ShouldBe("x : float[2, 19, 16]");
        var mixed = Open(Mixed, 10).Streaming.Start().States.ToDictionary(state => state.Name, state => state.ToString());
        mixed["narrow.k"].ShouldBe("narrow.k : float[2, 6, 4, 4]");
        mixed["full.k"].ShouldBe("full.k : float[2, T, 2, 8]");
        mixed["y"].ShouldBe("y : float[2, 3, 16]");
        mixed["q"].ShouldBe("q : float[2, T, 16]");
    }

    [Fact]
    public void A_sequence_without_end_takes_no_more_memory()
    {
        var (streaming, _) = Open(Windows, 20);
        var session = streaming.Model.CreateSession(batch: 2)!;
        var step = new TypedStep(session, streaming.Steps(0, 1), session.Run(streaming.Steps(0, 1)));
        for (var i = 0; i < 600; i++)
            step.Run(session);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            step.Run(session);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        session.Position.ShouldBe(1601);
        session.GetState("wide.k").ToString().ShouldBe("float[2, 149, 2, 8]");
    }

    [Fact]
    public void Clones_saved_sessions_and_rows_go_on_from_any_place()
    {
        var (streaming, _) = Open(Attention(40), 400);
        var whole = streaming.Model.Run(streaming.Inputs)["y"];
        var random = new Random(5);
        for (var round = 0; round < 12; round++)
        {
            // Rows that are at different places, each after a different number of pieces.
            var session = streaming.Start();
            var taken = new int[2];
            for (var piece = 0; piece < 4; piece++)
            {
                int[] lengths = [random.Next(0, 100), random.Next(0, 100)];
                session.Run(At(streaming, taken, 100), lengths);
                taken = [taken[0] + lengths[0], taken[1] + lengths[1]];
            }

            session.Positions.ToArray().ShouldBe(taken);
            using var file = new MemoryStream();
            session.Save(file);
            file.Position = 0;
            var loaded = streaming.Start();
            loaded.Run(At(streaming, [0, 0], 300));
            loaded.Load(file);
            if (taken.Max() >= 400)
                continue;
            foreach (var fork in new[] { session.Clone(), loaded, session })
            {
                var y = fork.Run(At(streaming, taken, 1))["y"];
                for (var row = 0; row < 2; row++)
                    y.As<float>().Slice(row * 8, 8).ToArray().ShouldBe(whole.As<float>().Slice(((row * 400) + taken[row]) * 8, 8).ToArray());
            }
        }
    }

    private static string Attention(int window) => $$"""
        model Local() {
            input x : float[B, T, 8]
            stream T
            output y : float[B, T, 8] = GriffinAttention(x, heads: 4, window: {{window}}, kv_heads: 2, head_dim: 4) as attn
        }
        """;

    // The next steps of each row; what is beyond the inputs begins again.
    private static Dictionary<string, TensorData> At(Streaming streaming, int[] positions, int steps) => streaming.Model.Inputs.ToDictionary(
        input => input.Name,
        input => Slices.Join(
            [.. positions.Select((position, row) => Slices.Take(Slices.Join([streaming.Inputs[input.Name], streaming.Inputs[input.Name]], 1), 1, position, steps)).Select((part, row) => Slices.Take(part, 0, row, 1))],
            0));

    private static (Streaming Streaming, DynamicModel Compiled) Open(string text, int length)
    {
        var compiled = DynamicModel.Compile([new SourceText("test.model", text)]);
        var model = compiled.Create(RandomTensors.Weights(compiled.Initialize(1).Parameters));
        var sizes = new Dictionary<string, int> { ["B"] = 2, ["T"] = length };
        var inputs = model.Inputs.ToDictionary(
            input => input.Name,
            input => RandomTensors.Input(input, [.. input.Shape.Select(d => sizes.TryGetValue(d, out var size) ? size : int.Parse(d))], largest: 5));
        return (new Streaming(compiled, model, inputs), compiled);
    }
}
