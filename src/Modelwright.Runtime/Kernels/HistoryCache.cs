namespace Modelwright.Kernels;

/// <summary>What a session remembers of one tensor: every step so far, [outer, capacity, inner].</summary>
/// <param name="outer">The product of the extents before the time axis.</param>
/// <param name="capacity">The most steps.</param>
/// <param name="inner">The product of the extents after the time axis.</param>
public sealed class HistoryCache<T>(int outer, int capacity, int inner)
    where T : unmanaged
{
    private readonly T[] _data = new T[checked((int)((long)outer * capacity * inner))];

    /// <summary>Copies steps behind what is there.</summary>
    /// <param name="chunk">[outer, steps, inner], contiguous.</param>
    /// <param name="steps">How many.</param>
    /// <param name="position">How many are there already; position + steps is at most the capacity.</param>
    /// <returns>All steps so far.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The steps go beyond the capacity.</exception>
    /// <exception cref="ArgumentException">The chunk does not fill its shape.</exception>
    public HistorySpan<T> Append(ReadOnlySpan<T> chunk, int steps, int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, capacity - position);
        Guard.Length(nameof(chunk), chunk.Length, (long)outer * steps * inner);
        for (var o = 0; o < outer; o++)
        {
            chunk.Slice(o * steps * inner, steps * inner)
                .CopyTo(_data.AsSpan(((o * capacity) + position) * inner, steps * inner));
        }

        return new(_data, (long)capacity * inner, position + steps);
    }
}
