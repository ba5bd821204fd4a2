using Modelwright.Kernels;

namespace Modelwright;

/// <summary>How a model runs.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// The most threads that work on a call, the caller's included; by itself as many as there are processors. A call takes those that
    /// are free, and a small one runs on the caller's alone. Results are the same to the bit for any number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>What is worth sharing.</summary>
    internal Grain Grain { get; init; } = Grain.Measured;

    /// <summary>In which order workers run.</summary>
    internal Turns Turns { get; init; }
}
