using Acme;
using Acme.Models;

namespace Modelwright.Integration.Tests.Example;

public class ByteLmTests : ByteModelTests
{
    private static readonly Checkpoint Trained = new("ByteLm");

    private static readonly ByteLm Typed = ByteLm.Load(Trained.Weights);

    private protected override Checkpoint Checkpoint => Trained;

    private protected override IModel Model => Typed;

    private protected override void Forward(ReadOnlySpan<long> tokens, Span<float> logits) => Typed.Forward(tokens, 1, tokens.Length, logits);

    private protected override Predict Session(int maxLength) => Typed.CreateSession(maxLength).Prefill;

    [Fact]
    public void A_session_starts_over_after_a_reset()
    {
        var session = Typed.CreateSession(8);
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

        Allocated(() => Typed.Forward(tokens, 1, 32, logits)).ShouldBe(0);
    }

    [Fact]
    public void Forward_allocates_its_result_alone()
    {
        var tokens = System.Numerics.Tensors.Tensor.Create(new long[32], [1, 32]);
        var result = 32 * ByteLm.Vocab * sizeof(float);

        Allocated(() => Typed.Forward(tokens)).ShouldBeInRange(result, result + 512);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var session = Typed.CreateSession(64);
        var token = new long[1];
        var logits = new float[ByteLm.Vocab];

        Allocated(() => session.Step(token, logits)).ShouldBe(0);
    }

    private static long Allocated(Action run)
    {
        // The first runs make room and let the JIT optimise.
        for (var i = 0; i < 40; i++)
            run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
