namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>What looks back over all steps so far: every back end agrees, and so do steps of a stream.</summary>
public sealed class HistoryTests
{
    [Theory]
    // The steps before each step of a history.
    [InlineData("sum[s | s <= t](y[b, s - 1, i] * y[b, s, 2])")]
    [InlineData("max[s | s <= t](y[b, s, i] - y[b, s - 2, 5 - i])")]
    [InlineData("sum[s | s <= t](y[b, s, 0] * sum[j: 3](y[b, s - j, j]))")]
    [InlineData("sum[s | s <= t](y[b, s, i] * y[b, s - 1, k[b, t]] * y[b, t - 1, i])")]
    // A domain that is over when one of several axes is summed.
    [InlineData("sum[s: T, j: 3 | s <= t](y[b, s - j, i])")]
    [InlineData("sum[j: 6, s | s <= t](y[b, s, j] * y[b, t, i])")]
    // A running sum of what has a history too, each before the other.
    [InlineData("cumsum[t](y[b, t, i]) - sum[s | s <= t](y[b, s, i] * y[b, t, 1]) + cumsum[t](y[b, t, i])")]
    [InlineData("sum[s | s <= t](y[b, s, i] * y[b, t, 1]) + cumsum[t](y[b, t, i])")]
    public void Backends_and_sessions_agree(string expression) => Everywhere.Holds(
        $$"""
        model History() {
            input y : float[B, T, 6]
            input k : int64[B, T]
            stream T
            output o : float[B, T, 6] = [b, t, i] => {{expression}}
        }
        """);
}
