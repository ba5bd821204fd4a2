namespace Acme;

/// <summary>
/// Scores what follows each byte: a model's <c>Forward</c> on one sequence, or a session's <c>Prefill</c>, which goes on where it stands.
/// </summary>
/// <param name="tokens">T bytes.</param>
/// <param name="logits">Receives T × 256 scores.</param>
public delegate void Predict(ReadOnlySpan<long> tokens, Span<float> logits);
