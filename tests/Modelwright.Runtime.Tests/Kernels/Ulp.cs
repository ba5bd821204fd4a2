namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>Distances in units in the last place.</summary>
public static class Ulp
{
    /// <summary>How far a float is from an exact value, in units in the last place of a float of that size.</summary>
    public static double Distance(float actual, double exact)
    {
        var nearest = (float)exact;
        if (actual.Equals(nearest))
            return 0;
        if (!float.IsFinite(nearest) || !float.IsFinite(actual))
            return double.PositiveInfinity;
        var magnitude = MathF.Abs(nearest);
        var unit = (double)MathF.BitIncrement(magnitude) - magnitude;
        return Math.Abs(actual - exact) / unit;
    }
}
