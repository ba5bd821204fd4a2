namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Element types that back ends only store: moved in every way, all back ends agree.</summary>
public sealed class NarrowTests
{
    [Theory]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    [InlineData("int8")]
    [InlineData("uint8")]
    [InlineData("int32")]
    [InlineData("bool")]
    public void Every_type_is_moved(string element) => Everywhere.Holds(
        $$"""
        model Moved() {
            input x : {{element}}[B, T, 6]
            input c : {{element}}[B, 6]
            input k : int64[B, T]
            stream T
            output spread : {{element}}[B, T, 6] = [b, t: T, i] => c[b, i]
            output before : {{element}}[B, T, 6] = [b, t, i] => x[b, t - 1, i]
            output beside : {{element}}[B, T, 6] = [b, t, i] => x[b, t, i + 1]
            output taps   : {{element}}[B, T, 6, 2] = [b, t, i, j: 2] => x[b, t, i - 2 * j]
            output twice  : {{element}}[B, T, 12] = [b, t, n: 12] => x[b, t, n / 2]
            output picked : {{element}}[B, T] = [b, t] => x[b, t, k[b, t]]
            output joined : {{element}}[B, T, 12] = concat([x, x[..., 3:], x[..., :3]])
            output turned : {{element}}[B, 6, T] = transpose(x)
            output chosen : {{element}}[B, T, 6] = [b, t, i] => where(k[b, t] == 1, x[b, t, 5 - i], c[b, i])
        }
        """);
}
