using Acme;
using Acme.Models;

namespace Modelwright.Integration.Tests.Example;

public class RecurrentLmTests : ByteModelTests
{
    private static readonly Checkpoint Trained = new("Recurrent");

    private static readonly RecurrentLm Typed = RecurrentLm.Load(Trained.Weights);

    private protected override Checkpoint Checkpoint => Trained;

    private protected override IModel Model => Typed;

    private protected override void Forward(ReadOnlySpan<long> tokens, Span<float> logits) => Typed.Forward(tokens, 1, tokens.Length, logits);

    private protected override Predict Session(int maxLength) => Typed.CreateSession(maxLength).Prefill;

    [Fact]
    public void Writes_without_end_at_constant_memory()
    {
        var session = Typed.CreateSession();
        var sizes = new List<long>();
        foreach (var _ in Sampling.Continue(session.Prefill, Trained.Card.Prompt, 1000))
        {
            if (session.Position % 250 == 0)
                sizes.Add(session.States.Sum(state => (long)session.GetState(state.Name).Bytes.Length));
        }

        sizes.Count.ShouldBe(4);
        sizes[1..].ShouldAllBe(size => size == sizes[1]);
        sizes[0].ShouldBeLessThan(sizes[1]);
    }
}
