namespace Modelwright.Kernels;

/// <summary>The rows that a mask chooses: read side by side, computed, and stored where they were.</summary>
/// <remarks>Rows that lie side by side already are neither copied to be read nor to be stored.</remarks>
public readonly ref struct ChosenRows
{
    private readonly ReadOnlySpan<int> _places;

    private ChosenRows(ReadOnlySpan<int> places) => _places = places;

    /// <summary>The rows where the mask holds, in order.</summary>
    /// <param name="worker">The thread; all of a call wait until the rows are found.</param>
    /// <param name="mask">One element for each row.</param>
    /// <param name="places">Room for as many, and one more.</param>
    public static ChosenRows Of(Worker worker, ReadOnlySpan<bool> mask, Span<int> places)
    {
        if (worker.IsFirst)
        {
            var count = 0;
            for (var row = 0; row < mask.Length; row++)
            {
                if (mask[row])
                    places[count++] = row;
            }

            places[mask.Length] = count;
        }

        worker.Wait();
        return new(places[..places[mask.Length]]);
    }

    /// <summary>How many there are.</summary>
    public int Count => _places.Length;

    private bool IsRun => _places.Length > 0 && _places[^1] - _places[0] == _places.Length - 1;

    /// <summary>The chosen ones of all rows.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="all">All rows.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="room">Room for all of them.</param>
    public ReadOnlySpan<T> Read<T>(Worker worker, ReadOnlySpan<T> all, int width, Span<T> room)
    {
        if (IsRun)
            return all.Slice(_places[0] * width, _places.Length * width);
        var own = worker.Share(_places.Length, width);
        for (var i = own.Start; i < own.End; i++)
            all.Slice(_places[i] * width, width).CopyTo(room.Slice(i * width, width));
        return room[..(_places.Length * width)];
    }

    /// <summary>Where to compute the chosen rows before they are stored.</summary>
    /// <param name="all">Where all rows are to be.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="room">Room for all of them.</param>
    public Span<T> Room<T>(Span<T> all, int width, Span<T> room) =>
        IsRun ? all.Slice(_places[0] * width, _places.Length * width) : room[..(_places.Length * width)];

    /// <summary>Puts the chosen rows where they belong, and zeros into all others.</summary>
    /// <param name="worker">The thread; all of a call share the work.</param>
    /// <param name="rows">The chosen rows, in the <see cref="Room"/> for them.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="all">All rows.</param>
    public void Store<T>(Worker worker, ReadOnlySpan<T> rows, int width, Span<T> all)
    {
        var isRun = IsRun;
        var own = worker.Share(_places.Length, width);
        var next = own.Start == 0 ? 0 : _places[own.Start - 1] + 1;
        for (var i = own.Start; i < own.End; i++)
        {
            all[(next * width)..(_places[i] * width)].Clear();
            if (!isRun)
                rows.Slice(i * width, width).CopyTo(all.Slice(_places[i] * width, width));
            next = _places[i] + 1;
        }

        if (_places.Length == 0 ? worker.IsFirst : own.Count > 0 && own.End == _places.Length)
            all[(next * width)..].Clear();
    }
}
