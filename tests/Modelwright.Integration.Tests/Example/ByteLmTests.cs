using System.Text;
using Acme;
using Acme.Models;

namespace Modelwright.Integration.Tests.Example;

/// <summary>The example's class, generated when these tests are built, with the trained weights.</summary>
public class ByteLmTests
{
    private static readonly ByteLm Model = ByteLm.Load(Checkpoint.Weights);

    private static readonly Tolerance Close = new(Relative: 0, Absolute: 2e-4);

    [Fact]
    public void Gives_the_recorded_logits()
    {
        var outputs = Model.Run(new Dictionary<string, TensorData> { ["tokens"] = Checkpoint.Recorded("tokens") });

        Close.Check(outputs, new Dictionary<string, TensorData> { ["logits"] = Checkpoint.Recorded("logits") });
    }

    [Fact]
    public void Predicts_the_held_out_text_as_well_as_its_card_says() =>
        Evaluation.NatsPerByte(Model, Checkpoint.HeldOut).ShouldBe(Checkpoint.Card.NatsPerByte, 1e-3);

    [Fact]
    public void Continues_the_prompt_as_its_card_says()
    {
        var bytes = Sampling.Continue(Model, Encoding.UTF8.GetBytes(Checkpoint.Card.Prompt), Checkpoint.Card.Continuation.Length);

        Encoding.UTF8.GetString([.. bytes]).ShouldBe(Checkpoint.Card.Continuation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_session_gives_the_numbers_of_the_whole_sequence(int chunk)
    {
        var tokens = Checkpoint.Recorded("tokens").As<long>();
        var logits = new float[tokens.Length * ByteLm.Vocab];
        var session = Model.CreateSession(tokens.Length);
        for (var start = 0; start < tokens.Length; start += chunk)
        {
            var steps = Math.Min(chunk, tokens.Length - start);
            session.Prefill(
                tokens.Slice(start, steps),
                logits.AsSpan(start * ByteLm.Vocab, steps * ByteLm.Vocab));
        }

        Close.Check(
            new Dictionary<string, TensorData> { ["logits"] = TensorData.Of(logits, 1, tokens.Length, ByteLm.Vocab) },
            new Dictionary<string, TensorData> { ["logits"] = Checkpoint.Recorded("logits") });
    }

    [Fact]
    public void A_session_starts_over_after_a_reset()
    {
        var session = Model.CreateSession(8);
        var first = new float[ByteLm.Vocab];
        var again = new float[ByteLm.Vocab];
        session.Step([65], first);
        session.Step([66], again);
        session.Reset();
        session.Step([65], again);

        session.Position.ShouldBe(1);
        again.ShouldBe(first);
    }

    [Fact]
    public void Forward_over_spans_allocates_nothing()
    {
        var tokens = new long[32];
        var logits = new float[32 * ByteLm.Vocab];

        Allocated(() => Model.Forward(tokens, 1, 32, logits)).ShouldBe(0);
    }

    [Fact]
    public void Forward_allocates_its_result_alone()
    {
        var tokens = System.Numerics.Tensors.Tensor.Create(new long[32], [1, 32]);
        var result = 32 * ByteLm.Vocab * sizeof(float);

        Allocated(() => Model.Forward(tokens)).ShouldBeInRange(result, result + 512);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var session = Model.CreateSession(64);
        var token = new long[1];
        var logits = new float[ByteLm.Vocab];

        Allocated(() => session.Step(token, logits)).ShouldBe(0);
    }

    private static long Allocated(Action run)
    {
        // The first runs make the workspace and let the JIT optimise.
        for (var i = 0; i < 40; i++)
            run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
