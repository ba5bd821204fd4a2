using System.Globalization;

namespace Modelwright.Kernels;

/// <summary>Everything that a session remembers, by path: made by generated code, which keeps each state where it is used.</summary>
/// <param name="rows">The rows of the batch.</param>
/// <param name="capacity">The most steps.</param>
public sealed class SessionStates(CallRows rows, int capacity)
{
    private readonly List<int> _around = [];
    private readonly Dictionary<string, Entry> _byPath = new(StringComparer.Ordinal);
    private readonly List<SessionState> _all = [];

    /// <summary>A state that keeps its size.</summary>
    /// <param name="path">Such as <c>layers.3.mixer.S</c>.</param>
    /// <param name="shape">Its extents; those of the batch come first.</param>
    public FixedState<T> Fixed<T>(string path, params ReadOnlySpan<int> shape)
        where T : unmanaged => Add(path, null, new FixedState<T>(rows, Count(shape)), shape);

    /// <summary>A history of every step.</summary>
    /// <param name="path">Such as <c>layers.3.attn.k</c>.</param>
    /// <param name="axis">Which axis has the steps.</param>
    /// <param name="shape">Its extents; that of the steps does not count.</param>
    public HistoryCache<T> History<T>(string path, int axis, params ReadOnlySpan<int> shape)
        where T : unmanaged => Add(path, axis, new HistoryCache<T>(rows, Count(shape[..axis]), capacity, Count(shape[(axis + 1)..])), shape);

    /// <summary>A history of the last steps.</summary>
    /// <param name="path">Such as <c>layers.3.attn.k</c>.</param>
    /// <param name="kept">How many steps before those of a call are kept.</param>
    /// <param name="axis">Which axis has the steps.</param>
    /// <param name="shape">Its extents; that of the steps does not count.</param>
    public RecentSteps<T> Recent<T>(string path, int kept, int axis, params ReadOnlySpan<int> shape)
        where T : unmanaged => Add(path, axis, new RecentSteps<T>(rows, Count(shape[..axis]), kept, capacity, Count(shape[(axis + 1)..])), shape);

    /// <summary>States made until <see cref="Leave"/> are parts of states that have one more axis in front, one part for each index.</summary>
    public void Enter(int count) => _around.Add(count);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave() => _around.RemoveAt(_around.Count - 1);

    /// <summary>Makes what a call has written for its rows the states.</summary>
    internal void Commit()
    {
        foreach (var state in _all)
            state.Commit();
    }

    /// <summary>What there is, growing axes under a name.</summary>
    internal IReadOnlyList<TensorInfo> List(string axis) => _byPath
        .Select(entry => new TensorInfo(entry.Key, entry.Value.Parts[0].ElementType, entry.Value.Extents(axis)))
        .ToList();

    /// <summary>A copy of a state, or null where there is none of this path. Rows that hold fewer steps than others end in zeros.</summary>
    internal TensorData? Read(string path, ReadOnlySpan<int> positions)
    {
        if (!_byPath.TryGetValue(path, out var entry))
            return null;
        var (type, shape, steps) = entry.At(positions);
        var whole = TensorData.Zeros(type, shape);
        var part = entry.Parts.Count == 1 ? whole : TensorData.Zeros(type, shape.AsSpan(entry.Around.Length));
        for (var i = 0; i < entry.Parts.Count; i++)
        {
            for (var row = 0; row < rows.All; row++)
                entry.Parts[i].Read(row, positions[row], part, steps);
            if (part == whole)
                break;
            part.Bytes.CopyTo(whole.Bytes[(i * part.Bytes.Length)..]);
            part.Bytes.Clear();
        }

        return whole;
    }

    /// <summary>The type and the extents of a state after so many steps of each row.</summary>
    internal (ElementType Type, int[] Shape) TypeOf(string path, ReadOnlySpan<int> positions)
    {
        var (type, shape, _) = _byPath[path].At(positions);
        return (type, shape);
    }

    /// <summary>Makes a state what <see cref="Read"/> gave.</summary>
    internal void Write(string path, ReadOnlySpan<int> positions, TensorData values)
    {
        var entry = _byPath[path];
        var (type, shape, steps) = entry.At(positions);
        var part = entry.Parts.Count == 1 ? values : TensorData.Zeros(type, shape.AsSpan(entry.Around.Length));
        for (var i = 0; i < entry.Parts.Count; i++)
        {
            if (part != values)
                values.Bytes.Slice(i * part.Bytes.Length, part.Bytes.Length).CopyTo(part.Bytes);
            for (var row = 0; row < rows.All; row++)
                entry.Parts[i].Write(row, positions[row], part, steps);
        }
    }

    /// <summary>Takes over the states of another session of the same model, batch and capacity.</summary>
    internal void CopyFrom(SessionStates other, ReadOnlySpan<int> positions)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            for (var row = 0; row < rows.All; row++)
                _all[i].CopyFrom(other._all[i], row, positions[row]);
        }
    }

    private T Add<T>(string path, int? axis, T state, ReadOnlySpan<int> shape)
        where T : SessionState
    {
        if (!_byPath.TryGetValue(path, out var entry))
            _byPath.Add(path, entry = new Entry([.. _around], shape.ToArray(), axis, []));
        entry.Parts.Add(state);
        _all.Add(state);
        return state;
    }

    private static int Count(ReadOnlySpan<int> shape) => checked((int)TensorData.CountOf(shape));

    /// <summary>The parts of a state: more than one where there are axes around them.</summary>
    private sealed record Entry(int[] Around, int[] Shape, int? Axis, List<SessionState> Parts)
    {
        // A history that does not grow has room for so many steps.
        public string[] Extents(string axis) =>
        [
            .. Around.Concat(Shape).Select((extent, i) => i - Around.Length != Axis ? Text(extent)
                : Parts[0].StepsAt(int.MaxValue) is < int.MaxValue and var most ? Text(most)
                : axis),
        ];

        private static string Text(int extent) => extent.ToString(CultureInfo.InvariantCulture);

        public (ElementType Type, int[] Shape, int Steps) At(ReadOnlySpan<int> positions)
        {
            var steps = 0;
            foreach (var position in positions)
                steps = Math.Max(steps, Parts[0].StepsAt(position));
            int[] shape = [.. Around, .. Shape];
            if (Axis is { } axis)
                shape[Around.Length + axis] = steps;
            return (Parts[0].ElementType, shape, steps);
        }
    }
}
