namespace Modelwright;

/// <summary>Random numbers by index: a number depends on its stream and its index alone, not on what was asked before.</summary>
internal readonly struct RandomStream
{
    // The golden ratio's fraction of 2^64: consecutive multiples are spread evenly.
    private const ulong Odd = 0x9e3779b97f4a7c15;

    private readonly ulong _start;

    private RandomStream(ulong start) => _start = start;

    /// <summary>The stream of a seed and a name.</summary>
    public static RandomStream Of(long seed, ReadOnlySpan<byte> name) => new(Mix(Mix((ulong)seed) ^ Hash(name)));

    /// <summary>An independent stream for each number; 0 is this one.</summary>
    public RandomStream Part(int number) => number == 0 ? this : new(Mix(_start ^ Mix((ulong)number)));

    /// <summary>A number in (-1, 1), uniformly.</summary>
    public double Symmetric(long index) => Symmetric(Bits(index));

    /// <summary>
    /// A normal number of mean 0 and deviation 1 by the polar method (Marsaglia 1964): of points in a square, one inside the
    /// unit circle, stretched.
    /// </summary>
    public double Normal(long index)
    {
        var state = Bits(index);
        while (true)
        {
            var x = Symmetric(state = Mix(state + Odd));
            var y = Symmetric(state = Mix(state + Odd));
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * PortableMath.Log(square) / square);
        }
    }

    private ulong Bits(long index) => Mix(_start + ((ulong)index * Odd));

    /// <summary>A number in (-1, 1) from the upper 53 bits.</summary>
    private static double Symmetric(ulong bits) => (((bits >> 11) + 0.5) * (2.0 / (1UL << 53))) - 1;

    /// <summary>A bijection of 64 bits in which every input bit changes half of the output bits (SplitMix64's finalizer).</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in name)
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
