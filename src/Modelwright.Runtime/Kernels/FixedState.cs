namespace Modelwright.Kernels;

/// <summary>
/// What a session remembers where that keeps its size: a state of a recurrence, a window. A call reads the state before
/// its steps and writes the state after them; a call that fails leaves the session as it was.
/// </summary>
/// <param name="count">Elements.</param>
public sealed class FixedState<T>(int count)
    where T : unmanaged
{
    private T[] _before = new T[count];
    private T[] _after = new T[count];

    // The position at which what is in _after has become the state: the end of the last call, if that succeeded.
    private int _end;

    /// <summary>The state at a position, to be asked for before <see cref="After"/>; at position 0 its start is to be written into it.</summary>
    public Span<T> Before(int position)
    {
        if (position == _end)
            (_before, _after, _end) = (_after, _before, 0);
        return _before;
    }

    /// <summary>Where the state at the end of a call's steps is to be written.</summary>
    /// <param name="end">The position there, later than before the steps.</param>
    public Span<T> After(int end)
    {
        _end = end;
        return _after;
    }
}
