using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class ElementaryFunctionTests
{
    private static readonly float[] Special =
    [
        0, -0f, 1, -1, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.7f, 88.8f, -87.4f, -103.9f, -104.1f, 0.625f, 3.92f, 3.95f, 4,
    ];

    [Fact]
    public void Exp_is_within_1_ulp() => Check<Exp>(1);

    [Fact]
    public void Log_is_within_1_ulp() => Check<Log>(1);

    [Fact]
    public void Sin_is_within_2_ulp() => Check<Sin>(2);

    [Fact]
    public void Cos_is_within_2_ulp() => Check<Cos>(2);

    [Fact]
    public void Atan_is_within_2_ulp() => Check<Atan>(2);

    [Fact]
    public void Tanh_is_within_2_ulp() => Check<Tanh>(2);

    [Fact]
    public void Sigmoid_is_within_3_ulp() => Check<Sigmoid>(3);

    [Fact]
    public void Erf_is_within_2_ulp() => Check<Erf>(2);

    [Fact]
    public void Rsqrt_is_within_2_ulp() => Check<Rsqrt>(2);

    private static void Check<TFunction>(double ulp)
        where TFunction : struct, ILaneFunction
    {
        var samples = Samples();
        var scalar = Apply<TFunction, Lanes1>(samples);
        Apply<TFunction, Lanes4>(samples).ShouldBeBitwise(scalar);
        Apply<TFunction, Lanes8>(samples).ShouldBeBitwise(scalar);
        Apply<TFunction, Lanes16>(samples).ShouldBeBitwise(scalar);
        var worst = samples.Zip(scalar, (x, y) => (X: x, Y: y, Distance: Ulp.Distance(y, TFunction.Exact(x)))).MaxBy(s => s.Distance);
        worst.Distance.ShouldBeLessThanOrEqualTo(ulp, $"f({worst.X:g9}) = {worst.Y:g9}, exactly {TFunction.Exact(worst.X):g17}");
    }

    /// <summary>Floats at a step of bits that visits every exponent and many mantissas, with those that are special.</summary>
    private static float[] Samples()
    {
        var samples = new List<float>(Special);
        for (var bits = 0L; bits <= uint.MaxValue; bits += 7919)
            samples.Add(BitConverter.UInt32BitsToSingle((uint)bits));

        while (samples.Count % 16 != 0)
            samples.Add(1);
        return [.. samples];
    }

    private static float[] Apply<TFunction, L>(float[] x)
        where TFunction : struct, ILaneFunction
        where L : struct, ILanes<L>
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i += L.Count)
            TFunction.Invoke(L.Load(ref x[0], i)).Store(ref y[0], i);
        return y;
    }
}
