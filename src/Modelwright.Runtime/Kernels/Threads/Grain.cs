namespace Modelwright.Kernels;

/// <summary>What is worth sharing among threads.</summary>
/// <param name="Call">The cost of a call, in floating-point operations.</param>
/// <param name="Step">The cost of a step of a scan, whose steps wait for one another.</param>
/// <param name="Elements">The part of a loop for one worker, in elements.</param>
/// <param name="LeastPatience">How long even the smallest call waits for a thread that sleeps, before it does without.</param>
internal sealed record Grain(long Call, long Step, long Elements, TimeSpan LeastPatience)
{
    // A tenth of the time that a call takes alone; it would save half of it.
    private const double OperationsPerMicrosecondOfPatience = 1_000_000;

    /// <summary>Some 50 µs of a call, 20 of a step and 1 of a loop.</summary>
    public static Grain Measured { get; } = new(1_000_000, 400_000, 2048, TimeSpan.FromMicroseconds(100));

    /// <summary>Everything is shared.</summary>
    public static Grain Finest { get; } = new(0, 0, 1, TimeSpan.FromMinutes(1));

    /// <summary>How long a call of some cost waits for a thread that sleeps.</summary>
    public TimeSpan Patience(long cost)
    {
        var worthwhile = TimeSpan.FromMicroseconds(cost / OperationsPerMicrosecondOfPatience);
        return worthwhile > LeastPatience ? worthwhile : LeastPatience;
    }
}
