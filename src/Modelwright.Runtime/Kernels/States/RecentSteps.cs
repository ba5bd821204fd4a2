namespace Modelwright.Kernels;

/// <summary>
/// What a session remembers of a tensor of which no step is read that lies further back than a fixed number of steps: the
/// last steps, in memory that does not grow.
/// </summary>
/// <remarks>
/// Steps lie one after another, so that they are read as any history is; where the room ends, those that are kept move to
/// its front. What is read begins at a multiple of <see cref="RecentSteps.Alignment"/> steps, a few before those that are
/// kept, so that sums in lanes do not depend on how a sequence is cut.
/// </remarks>
public sealed class RecentSteps<T> : SessionState
    where T : unmanaged
{
    private readonly CallRows _rows;
    private readonly int _blocks;
    private readonly int _kept;
    private readonly int _room;
    private readonly int _inner;
    private readonly T[] _data;

    // For each row, which step the first place has; and which it will have once the call has succeeded.
    private readonly int[] _first;
    private readonly int[] _next;

    /// <summary>Makes room.</summary>
    /// <param name="rows">The rows of the batch, the outermost part of the outer extents.</param>
    /// <param name="outer">The product of the extents before the time axis.</param>
    /// <param name="kept">How many steps before those of a call are read.</param>
    /// <param name="capacity">The most steps of the session.</param>
    /// <param name="inner">The product of the extents after the time axis.</param>
    public RecentSteps(CallRows rows, int outer, int kept, int capacity, int inner)
    {
        (_rows, _blocks, _kept, _inner) = (rows, outer / rows.All, kept, inner);
        _room = (int)Math.Min(3L * Most, capacity);
        _data = new T[checked((int)((long)outer * _room * inner))];
        _first = new int[rows.All];
        _next = new int[rows.All];
    }

    // The most steps before those of a call that are read.
    private int Most => _kept + RecentSteps.Alignment - 1;

    /// <summary>Takes the steps of a call.</summary>
    /// <param name="worker">The thread; all of a call share the work, and wait for one another.</param>
    /// <param name="chunk">[outer, steps, inner] of the call's rows, contiguous.</param>
    /// <param name="steps">How many.</param>
    /// <param name="position">How many steps there were before; together they are at most the capacity.</param>
    /// <returns>The steps of the call, behind <see cref="RecentSteps.Before"/> of those before them.</returns>
    /// <exception cref="ArgumentException">The chunk does not fill its shape.</exception>
    public HistorySpan<T> Append(Worker worker, ReadOnlySpan<T> chunk, int steps, int position)
    {
        var blocks = _rows.Count * _blocks;
        Guard.Length(nameof(chunk), chunk.Length, (long)blocks * steps * _inner);
        var before = RecentSteps.Before(position, _kept);
        var start = position - before;
        if (before + steps > _room)
            return AppendLong(worker, chunk, steps, position, before);

        if (worker.IsFirst)
            MakeRoom(start, before, position + steps);
        worker.Wait();
        var first = _next[_rows.First];
        var data = _rows.Of(_data);
        StepBlocks.Copy(worker, chunk, steps * _inner, data[((position - first) * _inner)..], _room * _inner, blocks, steps * _inner);
        return new(data[((start - first) * _inner)..], (long)_room * _inner, before + steps, start);
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        for (var row = _rows.First; row < _rows.First + _rows.Count; row++)
            _first[row] = _next[row];
    }

    internal override ElementType ElementType => ElementTypes.Of<T>();

    internal override int StepsAt(int position) => Math.Min(position, _kept);

    internal override void Read(int row, int position, TensorData values, int steps)
    {
        var held = StepsAt(position);
        StepBlocks.Copy(
            Places(row, position - held), _room * _inner, values.As<T>()[(row * _blocks * steps * _inner)..], steps * _inner, _blocks, held * _inner);
    }

    internal override void Write(int row, int position, TensorData values, int steps)
    {
        var held = StepsAt(position);
        _first[row] = position - RecentSteps.Before(position, _kept);

        // Nothing reads what lies before these steps but to multiply it by 0.
        _data.AsSpan(row * _blocks * _room * _inner, _blocks * _room * _inner).Clear();
        StepBlocks.Copy(
            values.As<T>()[(row * _blocks * steps * _inner)..], steps * _inner, Places(row, position - held), _room * _inner, _blocks, held * _inner);
    }

    internal override void CopyFrom(SessionState other, int row, int position)
    {
        var from = (RecentSteps<T>)other;
        var before = RecentSteps.Before(position, _kept);
        _first[row] = position - before;
        StepBlocks.Copy(from.Places(row, position - before), _room * _inner, Places(row, position - before), _room * _inner, _blocks, before * _inner);
    }

    // Moves what the call's rows hold where steps up to an end do not fit behind.
    private void MakeRoom(int start, int before, int end)
    {
        var first = _first[_rows.First];
        if (first > start || end - first > _room)
            first = start;
        for (var row = _rows.First; row < _rows.First + _rows.Count; row++)
        {
            Move(row, start, first, before);
            _next[row] = first;
        }
    }

    // A chunk longer than the room: what is read is put together elsewhere, and its last steps where those kept now don't lie.
    private HistorySpan<T> AppendLong(Worker worker, ReadOnlySpan<T> chunk, int steps, int position, int before)
    {
        var (blocks, length) = (_rows.Count * _blocks, before + steps);
        var all = worker.Take<T>((long)blocks * length * _inner);
        for (var row = 0; row < _rows.Count; row++)
        {
            var block = all.Slice(row * _blocks * length * _inner, _blocks * length * _inner);
            StepBlocks.Copy(worker, Places(_rows.First + row, position - before), _room * _inner, block, length * _inner, _blocks, before * _inner);
        }

        StepBlocks.Copy(worker, chunk, steps * _inner, all[(before * _inner)..], length * _inner, blocks, steps * _inner);
        worker.Wait();
        var later = RecentSteps.Before(position + steps, _kept);
        for (var row = 0; row < _rows.Count && worker.IsFirst; row++)
        {
            var at = _rows.First + row;
            var place = position - before - _first[at] >= Most ? 0 : _room - Most;
            _next[at] = position + steps - later - place;
            var block = all[(((row * _blocks * length) + length - later) * _inner)..];
            StepBlocks.Copy(block, length * _inner, _data.AsSpan(((at * _blocks * _room) + place) * _inner), _room * _inner, _blocks, later * _inner);
        }

        return new(all, (long)length * _inner, length, position - before);
    }

    // Moves what a row holds so that its first place has another step.
    private void Move(int row, int start, int first, int count)
    {
        if (_first[row] == first)
            return;
        if (count > 0)
        {
            var (from, to) = (start - _first[row], start - first);
            for (var block = row * _blocks; block < (row + 1) * _blocks; block++)
                _data.AsSpan(((block * _room) + from) * _inner, count * _inner).CopyTo(_data.AsSpan(((block * _room) + to) * _inner));
        }

        _first[row] = first;
    }

    // The places of a row from a step on.
    private Span<T> Places(int row, int step) => _data.AsSpan(((row * _blocks * _room) + step - _first[row]) * _inner);
}

/// <summary>How far back the last steps of a session go.</summary>
public static class RecentSteps
{
    /// <summary>What is read begins at a multiple of so many steps: the widest lanes.</summary>
    public const int Alignment = 16;

    /// <summary>How many steps before those of a call are read, where a number of them is needed.</summary>
    /// <param name="position">The steps before the call.</param>
    /// <param name="kept">How many are needed.</param>
    public static int Before(int position, int kept) => position - (Math.Max(0, position - kept) / Alignment * Alignment);
}
