namespace Modelwright.Kernels;

/// <summary>What a session remembers of one tensor: every step so far, [outer, capacity, inner].</summary>
/// <param name="rows">The rows of the batch, the outermost part of the outer extents.</param>
/// <param name="outer">The product of the extents before the time axis.</param>
/// <param name="capacity">The most steps.</param>
/// <param name="inner">The product of the extents after the time axis.</param>
public sealed class HistoryCache<T>(CallRows rows, int outer, int capacity, int inner) : SessionState
    where T : unmanaged
{
    private readonly T[] _data = new T[checked((int)((long)outer * capacity * inner))];
    private readonly int _blocks = outer / rows.All;

    /// <summary>The history of a single row.</summary>
    /// <inheritdoc cref="HistoryCache{T}"/>
    public HistoryCache(int outer, int capacity, int inner)
        : this(new CallRows(1), outer, capacity, inner)
    {
    }

    /// <summary>Copies steps behind what is there.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="chunk">[outer, steps, inner] of the call's rows, contiguous.</param>
    /// <param name="steps">How many.</param>
    /// <param name="position">How many are there already; position + steps is at most the capacity.</param>
    /// <returns>All steps so far.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The steps go beyond the capacity.</exception>
    /// <exception cref="ArgumentException">The chunk does not fill its shape.</exception>
    public HistorySpan<T> Append(Worker worker, ReadOnlySpan<T> chunk, int steps, int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, capacity - position);
        Guard.Length(nameof(chunk), chunk.Length, (long)rows.Count * _blocks * steps * inner);
        var data = rows.Of(_data);
        StepBlocks.Copy(worker, chunk, steps * inner, data[Math.Min(position * inner, data.Length)..], capacity * inner, rows.Count * _blocks, steps * inner);
        return new(data, (long)capacity * inner, position + steps);
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        // What lies behind the position does not count.
    }

    internal override ElementType ElementType => ElementTypes.Of<T>();

    internal override int StepsAt(int position) => position;

    internal override void Read(int row, int position, TensorData values, int steps) =>
        StepBlocks.Copy(_data.AsSpan(Start(row, capacity)..), capacity * inner, values.As<T>()[Start(row, steps)..], steps * inner, _blocks, position * inner);

    internal override void Write(int row, int position, TensorData values, int steps) =>
        StepBlocks.Copy(values.As<T>()[Start(row, steps)..], steps * inner, _data.AsSpan(Start(row, capacity)..), capacity * inner, _blocks, position * inner);

    internal override void CopyFrom(SessionState other, int row, int position) =>
        StepBlocks.Copy(((HistoryCache<T>)other)._data.AsSpan(Start(row, capacity)..), capacity * inner, _data.AsSpan(Start(row, capacity)..), capacity * inner, _blocks, position * inner);

    private int Start(int row, int room) => row * _blocks * room * inner;
}
