namespace Modelwright.Kernels;

/// <summary>A state while a scan runs: each step reads it in one buffer and writes it into another.</summary>
public ref struct ScanState<T>
    where T : unmanaged
{
    /// <summary>The state of a scan that begins and ends within a call.</summary>
    /// <param name="start">Room for the start, which steps write too.</param>
    /// <param name="other">As much room again.</param>
    public ScanState(Span<T> start, Span<T> other)
    {
        Value = Spare = start;
        Next = other;
    }

    /// <summary>A state that a session keeps. Its value before the steps is not written over.</summary>
    /// <param name="state">The session's.</param>
    /// <param name="steps">The steps of the call, 1 or more.</param>
    /// <param name="other">Room for another value.</param>
    public ScanState(FixedState<T> state, int steps, Span<T> other)
    {
        var isEven = steps % 2 == 0;
        Value = state.Before;
        var last = state.After;
        Next = isEven ? other : last;
        Spare = isEven ? last : other;
    }

    /// <summary>The state before the next step: at first the start, which is to be written here.</summary>
    public Span<T> Value { readonly get; private set; }

    /// <summary>Where the step writes the state after it.</summary>
    public Span<T> Next { readonly get; private set; }

    // What the step after that writes.
    private Span<T> Spare { readonly get; set; }

    /// <summary>Goes on to the next step.</summary>
    public void Advance()
    {
        Value = Next;
        Next = Spare;
        Spare = Value;
    }

    /// <summary>Goes on by some steps, which others have taken.</summary>
    public void Skip(int steps)
    {
        // There are two buffers, so steps of a kind end where the first of that kind does.
        for (var left = steps > 2 ? 2 - (steps % 2) : steps; left > 0; left--)
            Advance();
    }
}
