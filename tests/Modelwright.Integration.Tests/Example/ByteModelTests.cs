using System.Text;
using Acme;
using Modelwright.Onnx;
using Modelwright.OnnxRuntime;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Example;

/// <summary>What holds for every example that is a byte-level language model: its class, generated when these tests are built, has the figures of its card.</summary>
public abstract class ByteModelTests
{
    private const int Bytes = 256;

    private static readonly Tolerance Close = new(Relative: 0, Absolute: 2e-4);

    private protected abstract Checkpoint Checkpoint { get; }

    private protected abstract IModel Model { get; }

    private protected abstract void Forward(ReadOnlySpan<long> tokens, Span<float> logits);

    private protected abstract Predict Session(int maxLength);

    [Fact]
    public void Gives_the_recorded_logits()
    {
        var outputs = Model.Run(new Dictionary<string, TensorData> { ["tokens"] = Recorded("tokens") });

        Close.Check(outputs, new Dictionary<string, TensorData> { ["logits"] = Recorded("logits") });
    }

    [Fact]
    public void Predicts_the_held_out_text_as_well_as_its_card_says() =>
        Evaluation.NatsPerByte(Forward, Checkpoint.HeldOut).ShouldBe(Checkpoint.Card.NatsPerByte, 1e-3);

    [Fact]
    public void Continues_the_prompt_as_its_card_says()
    {
        var card = Checkpoint.Card;
        var bytes = Sampling.Continue(Session(card.Prompt.Length + card.Continuation.Length), card.Prompt, card.Continuation.Length);

        Encoding.UTF8.GetString([.. bytes]).ShouldBe(card.Continuation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_session_gives_the_numbers_of_the_whole_sequence(int chunk)
    {
        var tokens = Recorded("tokens").As<long>();
        var logits = new float[tokens.Length * Bytes];
        var session = Session(tokens.Length);
        for (var start = 0; start < tokens.Length; start += chunk)
        {
            var steps = Math.Min(chunk, tokens.Length - start);
            session(tokens.Slice(start, steps), logits.AsSpan(start * Bytes, steps * Bytes));
        }

        Close.Check(
            new Dictionary<string, TensorData> { ["logits"] = TensorData.Of(logits, 1, tokens.Length, Bytes) },
            new Dictionary<string, TensorData> { ["logits"] = Recorded("logits") });
    }

    [Fact]
    public void Agrees_with_its_export_in_ONNX_Runtime()
    {
        using var folder = new TemporaryFolder();
        Model.ExportOnnx(folder["model.onnx"]);

        OnnxVerifier.Verify(Model, folder["model.onnx"]).Divergence.ShouldBeNull();
    }

    [Fact]
    public void Streams_in_ONNX_Runtime_from_its_stateful_export()
    {
        using var folder = new TemporaryFolder();
        Model.ExportOnnx(folder["model.onnx"], new OnnxExportOptions { Stateful = true });
        using var runner = new OnnxModelRunner(folder["model.onnx"]);
        using var session = new OnnxSession(runner);
        var bytes = Sampling.Continue(Next, Checkpoint.Card.Prompt, Checkpoint.Card.Continuation.Length);

        Encoding.UTF8.GetString([.. bytes]).ShouldBe(Checkpoint.Card.Continuation);

        void Next(ReadOnlySpan<long> tokens, Span<float> logits) =>
            session.Run(new Dictionary<string, TensorData> { ["tokens"] = TensorData.Of(tokens.ToArray(), 1, tokens.Length) })["logits"].As<float>().CopyTo(logits);
    }

    private TensorData Recorded(string name) => Checkpoint.Recorded("logits.safetensors", name);
}
