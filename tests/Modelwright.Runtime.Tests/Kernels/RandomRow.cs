namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>Rows of numbers to test with.</summary>
public static class RandomRow
{
    /// <summary>Numbers in [-1, 1), the same for the same seed.</summary>
    public static float[] Of(int count, int seed)
    {
        var random = new Random(seed);
        var row = new float[count];
        for (var i = 0; i < count; i++)
            row[i] = (random.NextSingle() * 2) - 1;
        return row;
    }
}
