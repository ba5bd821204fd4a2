namespace Modelwright.Kernels;

/// <summary>
/// What a session remembers where that keeps its size: a state of a recurrence, a window. A call reads the state before
/// its steps and writes the state after them.
/// </summary>
/// <param name="rows">The rows of the batch, which lie one after another.</param>
/// <param name="count">Elements of all rows.</param>
public sealed class FixedState<T>(CallRows rows, int count) : SessionState
    where T : unmanaged
{
    private T[] _before = new T[count];
    private T[] _after = new T[count];

    /// <summary>A state of a single row.</summary>
    /// <param name="count">Elements.</param>
    public FixedState(int count)
        : this(new CallRows(1), count)
    {
    }

    /// <summary>The state before the call's steps; before the first step its start is to be written into it.</summary>
    public Span<T> Before => rows.Of(_before);

    /// <summary>Where the state after the call's steps is to be written.</summary>
    public Span<T> After => rows.Of(_after);

    /// <inheritdoc/>
    public override void Commit()
    {
        if (rows.AreAll)
            (_before, _after) = (_after, _before);
        else
            After.CopyTo(Before);
    }

    internal override ElementType ElementType => ElementTypes.Of<T>();

    internal override int StepsAt(int position) => 1;

    internal override void Read(int row, int position, TensorData values, int steps)
    {
        // Before the first step nothing has started.
        if (position > 0)
            Row(_before, row).CopyTo(Row(values.Array<T>(), row));
    }

    internal override void Write(int row, int position, TensorData values, int steps) => Row(values.Array<T>(), row).CopyTo(Row(_before, row));

    internal override void CopyFrom(SessionState other, int row, int position) => Row(((FixedState<T>)other)._before, row).CopyTo(Row(_before, row));

    private Span<T> Row(T[] data, int row) => data.AsSpan(row * (count / rows.All), count / rows.All);
}
