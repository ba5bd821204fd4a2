namespace Modelwright.Kernels;

/// <summary>A tensor read slice by slice along an axis: [outer, steps, inner] as [outer, inner] at each step.</summary>
/// <param name="data">The elements; the first is the first.</param>
/// <param name="outer">How many rows a slice is made of.</param>
/// <param name="outerStride">Elements between neighbouring rows of a slice.</param>
/// <param name="stepStride">Elements between neighbouring slices.</param>
/// <param name="inner">The elements of a row, which lie side by side.</param>
/// <param name="room">Room for a slice; needed only where it is made of several rows.</param>
public readonly ref struct AxisSlices<T>(ReadOnlySpan<T> data, int outer, int outerStride, int stepStride, int inner, Span<T> room)
    where T : unmanaged
{
    private readonly ReadOnlySpan<T> _data = data;
    private readonly Span<T> _room = room;

    /// <summary>
    /// The slice at an index of the axis, in row-major order; valid until the next one is read. Where it is made of several rows, each
    /// worker has put its share of it together, and waits before it reads.
    /// </summary>
    public ReadOnlySpan<T> Read(Worker worker, int index)
    {
        var start = index * stepStride;
        if (outer == 1)
            return _data.Slice(start, inner);
        var own = worker.Share(outer, inner);
        if (inner == 1)
        {
            for (var i = own.Start; i < own.End; i++)
                _room[i] = _data[start + (i * outerStride)];
        }
        else
        {
            for (var i = own.Start; i < own.End; i++)
                _data.Slice(start + (i * outerStride), inner).CopyTo(_room[(i * inner)..]);
        }

        return _room;
    }
}

/// <summary>A tensor written slice by slice along an axis: [outer, steps, inner] as [outer, inner] at each step.</summary>
/// <param name="data">All elements in row-major order.</param>
/// <param name="outer">How many rows a slice is made of.</param>
/// <param name="steps">The extent of the axis.</param>
/// <param name="inner">The elements of a row.</param>
/// <param name="room">Room for a slice; needed only where it is made of several rows.</param>
public readonly ref struct StackedSlices<T>(Span<T> data, int outer, int steps, int inner, Span<T> room)
    where T : unmanaged
{
    private readonly Span<T> _data = data;
    private readonly Span<T> _room = room;

    /// <summary>Where the slice at an index of the axis is to be written in row-major order.</summary>
    public Span<T> At(int index) => outer == 1 ? _data.Slice(index * inner, inner) : _room;

    /// <summary>Puts a worker's share of a slice that has been written into its place.</summary>
    public void Store(Worker worker, int index)
    {
        if (outer == 1)
            return;
        var own = worker.Share(outer, inner);
        if (inner == 1)
        {
            for (var i = own.Start; i < own.End; i++)
                _data[(i * steps) + index] = _room[i];
        }
        else
        {
            for (var i = own.Start; i < own.End; i++)
                _room.Slice(i * inner, inner).CopyTo(_data[(((i * steps) + index) * inner)..]);
        }
    }
}
