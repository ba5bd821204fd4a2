using Microsoft.ML.OnnxRuntime;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Streaming;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;
using Modelwright.Integration.Tests.Cases;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Modelwright.Testing;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Onnx;

/// <summary>Models that stream, exported with their states as inputs and outputs: ONNX Runtime gives the same numbers in any pieces.</summary>
public class StatefulTests
{
    // How many steps each call takes, over and over.
    private static readonly int[][] Splits = [[int.MaxValue], [1], [3], [7], [2, 1, 5, 1, 1, 3]];

    private static readonly DynamicModel Mean = DynamicModel.Compile(
        [new SourceText("mean.model", "model Mean() { input x : float[B, T]\n stream T\n output y : float[B, T] = [b, t] => mean[s | s <= t](x[b, s]) }")]);

    public static TheoryData<string> Streaming => [.. ReferenceCase.All.Where(c => c.Value.Streams).Select(c => c.Key)];

    [Theory]
    [MemberData(nameof(Streaming))]
    public void Any_pieces_give_the_published_numbers_and_the_states_of_a_session(string name)
    {
        var reference = ReferenceCase.All[name];
        using var runner = Export(reference.Model.Graph, reference.Load(), new OnnxExportOptions { Stateful = true });
        var expected = StatesOf(reference);
        foreach (var split in Splits)
        {
            using var session = new OnnxSession(runner);
            var (outputs, states) = InPieces(session, reference.Load(), reference.Model.Graph.StreamAxis!, reference.Inputs, split);
            reference.Tolerance.Check(outputs, reference.Outputs);
            reference.Tolerance.Check(states.Where(state => state.Key != ExplicitStates.Position).ToDictionary(), expected);
        }
    }

    [Theory]
    [InlineData("attention/gated_g1_elementwise", 21, KvNames.Past)]
    [InlineData("attention/gated_g1_elementwise", 23, KvNames.Paths)]
    public void Other_names_and_opsets_give_the_same(string name, int opset, KvNames names)
    {
        var reference = ReferenceCase.All[name];
        using var runner = Export(reference.Model.Graph, reference.Load(), new OnnxExportOptions { Stateful = true, Opset = opset, KvNames = names });
        using var session = new OnnxSession(runner);

        var (outputs, states) = InPieces(session, reference.Load(), "T", reference.Inputs, [4, 1, 2]);

        reference.Tolerance.Check(outputs, reference.Outputs);
        runner.Inputs.Contains("past_key_values.0.key").ShouldBe(names == KvNames.Past);
    }

    [Theory]
    [InlineData("near", "near.k near.v position")]
    [InlineData("near + far", "near.k near.v far.k far.v")]
    public void What_a_window_keeps_does_not_grow(string sum, string states)
    {
        var compiled = DynamicModel.Compile([new SourceText("windows.model", $$"""
            model Windows() {
                input x : float[B, T, 8]
                stream T
                let far = GatedAttention(x, heads: 2) as far
                let near = GatedAttention(x, heads: 2, window: 4) as near
                output y : float[B, T, 8] = {{sum}}
            }
            """)]);
        var model = compiled.Initialize(1);
        using var runner = Export(compiled.Graph, model, new OnnxExportOptions { Stateful = true });
        using var session = new OnnxSession(runner);
        var inputs = new Dictionary<string, TensorData> { ["x"] = RandomTensors.Input(model.Inputs[0], [2, 17, 8], largest: 1) };

        var (outputs, kept) = InPieces(session, model, "T", inputs, [1, 1, 5, 2]);

        new Tolerance(1e-5, 1e-5).Check(outputs, model.Run(inputs));
        kept.Keys.ShouldBe(states.Split(' '), ignoreOrder: true);
        kept["near.k"].Shape.ToArray().ShouldBe([2, 3, 2, 4]);
    }

    [Fact]
    public void A_session_starts_over_after_a_reset_at_another_batch_size()
    {
        using var runner = Export(Mean.Graph, Mean.Initialize(0), new OnnxExportOptions { Stateful = true });
        using var session = new OnnxSession(runner);
        session.Run(Steps([4, 8], 1))["y"].As<float>().ToArray().ShouldBe([4, 6]);
        session.GetState("x").As<float>().ToArray().ShouldBe([4, 8]);

        session.Reset();

        session.Position.ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => session.GetState("x"));
        session.Run(Steps([1, 2], 2))["y"].As<float>().ToArray().ShouldBe([1, 2]);
        session.Run(Steps([3, 6], 2))["y"].As<float>().ToArray().ShouldBe([2, 4]);
        session.Position.ShouldBe(2);
    }

    [Fact]
    public void A_call_that_fails_leaves_the_session_where_it_was()
    {
        using var runner = Export(Mean.Graph, Mean.Initialize(0), new OnnxExportOptions { Stateful = true });
        using var session = new OnnxSession(runner);
        var wrong = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1L, 2], 2, 1) };

        Should.Throw<OnnxRuntimeException>(() => session.Run(wrong));
        session.Run(Steps([4], 1));
        Should.Throw<OnnxRuntimeException>(() => session.Run(wrong));
        Should.Throw<ArgumentException>(() => session.Run(new Dictionary<string, TensorData>())).Message.ShouldStartWith("the model takes the inputs x, not ");

        session.Position.ShouldBe(1);
        session.Run(Steps([8], 1))["y"].As<float>().ToArray().ShouldBe([6]);
    }

    [Fact]
    public void A_session_needs_the_states()
    {
        using var runner = Export(Mean.Graph, Mean.Initialize(0), new OnnxExportOptions());

        Should.Throw<ArgumentException>(() => new OnnxSession(runner)).Message.ShouldStartWith("the model has no states as inputs and outputs");
    }

    [Fact]
    public void The_comparison_finds_what_is_wrong_in_a_later_piece()
    {
        using var folder = new TemporaryFolder();
        var options = new OnnxExportOptions { Stateful = true };
        var model = Mean.Initialize(0);
        model.ExportOnnx(folder["m.onnx"], options);
        OnnxVerifier.Verify(model, folder["m.onnx"], options).Divergence.ShouldBeNull();

        // A history in the wrong order: only what comes after the first piece differs.
        var exported = OnnxExport.Export(PassPipeline.Run(Mean.Graph), options);
        var muddled = exported with { Nodes = [.. exported.Nodes.Select(n => n.Inputs.Contains("x.state") && n.OpType == "Concat" ? n with { Inputs = [n.Inputs[1], n.Inputs[0]] } : n)] };
        OnnxWriter.Write(muddled, model.GetParameter, folder["m.onnx"]);
        OnnxVerifier.Verify(model, folder["m.onnx"], options).Agrees.ShouldBeFalse();
    }

    private static Dictionary<string, TensorData> StatesOf(ReferenceCase reference)
    {
        var (model, inputs) = (reference.Load(), reference.Inputs);
        var (first, axis) = model.Inputs.Select(input => (input.Name, Axis: input.Shape.ToList().IndexOf(reference.Model.Graph.StreamAxis!))).First(input => input.Axis >= 0);
        var session = model.CreateSession(inputs[first].Shape[axis], axis == 0 ? 1 : inputs[first].Shape[0])!;
        session.Run(inputs);
        return session.States.ToDictionary(state => state.Name, state => session.GetState(state.Name));
    }

    private static Dictionary<string, TensorData> Steps(float[] x, int batch) => new() { ["x"] = TensorData.Of(x, batch, x.Length / batch) };

    private static OnnxModelRunner Export(ModelGraph graph, IModel model, OnnxExportOptions options)
    {
        using var file = new MemoryStream();
        OnnxWriter.Write(OnnxExport.Export(PassPipeline.Run(graph), options), model.GetParameter, file);
        return new OnnxModelRunner(file.ToArray());
    }

    private static (Tensors Outputs, Tensors States) InPieces(OnnxSession session, IModel model, string axis, Tensors inputs, int[] split)
    {
        var length = model.Inputs.Where(input => input.Shape.Contains(axis)).Select(input => inputs[input.Name].Shape[AxisOf(input)]).First();
        var parts = new List<Tensors>();
        for (var (start, turn) = (0, 0); start < length; start = session.Position, turn++)
        {
            var steps = Math.Min(split[turn % split.Length], length - start);
            parts.Add(session.Run(model.Inputs.ToDictionary(
                input => input.Name, input => AxisOf(input) < 0 ? inputs[input.Name] : Slices.Take(inputs[input.Name], AxisOf(input), start, steps))));
            session.Position.ShouldBe(start + steps);
        }

        return (
            model.Outputs.ToDictionary(
                output => output.Name,
                output => AxisOf(output) is >= 0 and var at ? Slices.Join([.. parts.Select(part => part[output.Name])], at) : parts[^1][output.Name]),
            session.States.ToDictionary(path => path, session.GetState));

        int AxisOf(TensorInfo tensor) => tensor.Shape.ToList().IndexOf(axis);
    }
}
