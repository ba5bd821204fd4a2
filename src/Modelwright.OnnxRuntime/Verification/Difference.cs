using Modelwright.Onnx;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>How far a tensor is from the one it should be.</summary>
/// <param name="Absolute">The largest difference of two elements.</param>
/// <param name="Relative">The same as a part of the largest expected magnitude, or of 1 where everything is smaller.</param>
/// <param name="Index">Where the largest difference stands, row-major.</param>
internal sealed record Difference(double Absolute, double Relative, int Index)
{
    /// <summary>Compares two tensors of one shape; NaN equals NaN and nothing else.</summary>
    public static Difference Between(TensorData expected, TensorData actual)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
            return new Difference(double.PositiveInfinity, double.PositiveInfinity, 0);
        var (a, b) = (expected.ToDoubles(), actual.ToDoubles());
        var (largest, index, scale) = (0.0, 0, 1.0);
        for (var i = 0; i < a.Length; i++)
        {
            if (double.IsFinite(a[i]))
                scale = Math.Max(scale, Math.Abs(a[i]));
            var difference = Distance(a[i], b[i]);
            if (difference > largest)
                (largest, index) = (difference, i);
        }

        return new Difference(largest, largest / scale, index);
    }

    private static double Distance(double a, double b)
    {
        if (a.Equals(b))
            return 0;
        var difference = Math.Abs(a - b);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }
}
