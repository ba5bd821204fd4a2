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
}
