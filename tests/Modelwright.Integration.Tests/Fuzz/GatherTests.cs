namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Reads at computed indices that share axes with others: every back end agrees, and so do steps of a stream.</summary>
public sealed class GatherTests
{
    [Theory]
    // A domain's axes are its gathers' too.
    [InlineData("sum[r | r != b](y[r, t, k[b, t, i]])")]
    [InlineData("sum[s | s <= t](y[b, s, k[b, t, i]])")]
    [InlineData("sum[s | s <= t](y[b, s, k[b, s, i]])")]
    [InlineData("max[s | s <= t](y[b, s, k[b, t, i]] * y[b, s, k[b, t, 0]])")]
    [InlineData("sum[s | s <= t && k[b, s, 0] < 2](y[k[b, t, 1] % B, s, k[b, t, i]])")]
    [InlineData("sum[s | s <= t](z[b, s, k[b, t, i], k[b, s, 5 - i]])")]
    // The steps before the present one are read at indices of the present one.
    [InlineData("y[b, t - 1, k[b, t, i]]")]
    [InlineData("sum[j: 3](y[b, t - j, k[b, t, i]])")]
    [InlineData("sum[j: 3](z[b, t - j, k[b, t, j], k[b, t, i]])")]
    public void Backends_and_sessions_agree(string expression) => Everywhere.Holds(
        $$"""
        model Gather() {
            input y : float[B, T, 6]
            input z : float[B, T, 4, 5]
            input k : int64[B, T, 6]
            stream T
            output o : float[B, T, 6] = [b, t, i] => {{expression}}
        }
        """);
}
