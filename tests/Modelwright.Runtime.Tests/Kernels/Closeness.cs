namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>How close rows are to what is expected.</summary>
public static class Closeness
{
    /// <summary>Every NaN is as good as another; all else is the same to the bit.</summary>
    public static void ShouldBeBitwise(this float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(actual[i]) != BitConverter.SingleToInt32Bits(expected[i]) && !(float.IsNaN(actual[i]) && float.IsNaN(expected[i])))
                actual[i].ShouldBe(expected[i], $"at {i}");
        }
    }

    /// <summary>Close to the exact values.</summary>
    public static void ShouldBeClose(this float[] actual, double[] expected, double tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        var worst = Enumerable.Range(0, actual.Length).MaxBy(i => Error(actual[i], expected[i]));
        Error(actual[worst], expected[worst]).ShouldBeLessThanOrEqualTo(tolerance, $"at {worst}: {actual[worst]} instead of {expected[worst]}");
    }

    private static double Error(float actual, double expected) =>
        double.IsNaN(actual - expected) ? double.PositiveInfinity : Math.Abs(actual - expected);
}
