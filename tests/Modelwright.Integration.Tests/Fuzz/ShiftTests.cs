namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Reads beside each place: all back ends agree.</summary>
public sealed class ShiftTests
{
    [Theory]
    [InlineData("sum[j: 3](w[i, t - j, b])")]
    [InlineData("float(topk[b](w[i, t, b], 1))")]
    [InlineData("w[i + 1, t, b] + w[i, t - 1, b - 1]")]
    public void Transposed_tensors_are_padded_along_their_own_axes(string expression) => Everywhere.Holds(
        $$"""
        model Shift() {
            input x : float[B, T, 4]
            let w[i, t, b] = x[b, t, i]
            output o : float[B, T, 4] = [b, t, i] => {{expression}}
        }
        """);
}
