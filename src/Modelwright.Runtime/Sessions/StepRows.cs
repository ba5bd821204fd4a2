using Modelwright.Kernels;

namespace Modelwright;

/// <summary>Rows of a batch that lie side by side, are at one position, and take as many steps in a call.</summary>
/// <param name="First">The first row.</param>
/// <param name="Count">How many.</param>
/// <param name="Position">The steps that they have taken.</param>
/// <param name="Steps">The steps that they take now.</param>
/// <param name="AreAll">Whether these are all rows and all steps of the call.</param>
public readonly record struct StepRows(int First, int Count, int Position, int Steps, bool AreAll)
{
    /// <summary>The part of these rows and steps in an input, put together in scratch.</summary>
    /// <param name="worker">Where the scratch comes from.</param>
    /// <param name="input">The input of the call.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="rowAxis">The axis of the rows, or -1.</param>
    /// <param name="timeAxis">The axis of the steps, or -1.</param>
    public ReadOnlySpan<T> Take<T>(Worker worker, ReadOnlySpan<T> input, ReadOnlySpan<int> shape, int rowAxis, int timeAxis)
        where T : unmanaged
    {
        if (rowAxis < 0 && timeAxis < 0)
            return input;
        var part = Room<T>(worker, shape, rowAxis, timeAxis);
        var pieces = new Pieces(this, shape, rowAxis, timeAxis);
        var next = 0;
        while (pieces.Next(out var at, out var length))
        {
            input.Slice(at, length).CopyTo(part[next..]);
            next += length;
        }

        return part;
    }

    /// <summary>Scratch for the part of these rows and steps in an output.</summary>
    /// <inheritdoc cref="Take{T}"/>
    public Span<T> Room<T>(Worker worker, ReadOnlySpan<int> shape, int rowAxis, int timeAxis)
        where T : unmanaged
    {
        var count = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
            count *= axis == rowAxis ? Count : axis == timeAxis ? Steps : shape[axis];
        return worker.Take<T>(count);
    }

    /// <summary>Puts what was computed in <see cref="Room{T}"/> where it belongs in an output of the call.</summary>
    /// <param name="part">What was computed.</param>
    /// <param name="output">The output.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="rowAxis">The axis of the rows, or -1.</param>
    /// <param name="timeAxis">The axis of the steps, or -1.</param>
    public void Put<T>(ReadOnlySpan<T> part, Span<T> output, ReadOnlySpan<int> shape, int rowAxis, int timeAxis)
        where T : unmanaged
    {
        var pieces = new Pieces(this, shape, rowAxis, timeAxis);
        var next = 0;
        while (pieces.Next(out var at, out var length))
        {
            part.Slice(next, length).CopyTo(output[at..]);
            next += length;
        }
    }

    /// <summary>
    /// The contiguous pieces of some rows and steps of a tensor, in order: it is read as [outer, A, middle, B, inner] where A and B
    /// are the rows and the steps in the tensor's order.
    /// </summary>
    private ref struct Pieces
    {
        private readonly (int Room, int Start, int Count) _a;
        private readonly (int Room, int Start, int Count) _b;
        private readonly int _middle;
        private readonly int _inner;
        private readonly int _end;
        private int _index;

        public Pieces(StepRows rows, ReadOnlySpan<int> shape, int rowAxis, int timeAxis)
        {
            var (first, second) = (Math.Min(rowAxis, timeAxis), Math.Max(rowAxis, timeAxis));
            _a = first < 0 ? (1, 0, 1) : Part(first, shape);
            _b = second < 0 ? (1, 0, 1) : Part(second, shape);
            (var outer, _middle, _inner) = (1, 1, 1);
            for (var axis = 0; axis < shape.Length; axis++)
            {
                if (axis > second)
                    _inner *= shape[axis];
                else if (axis < second && (first < 0 || axis < first))
                    outer *= shape[axis];
                else if (axis < second && axis > first)
                    _middle *= shape[axis];
            }

            // Without a first axis, what stands before the second is all one outer extent.
            _end = outer * _a.Count * _middle;

            (int Room, int Start, int Count) Part(int axis, ReadOnlySpan<int> extents) =>
                axis == rowAxis ? (extents[axis], rows.First, rows.Count) : (extents[axis], 0, rows.Steps);
        }

        /// <summary>The next piece.</summary>
        public bool Next(out int at, out int length)
        {
            (at, length) = (0, _b.Count * _inner);
            if (_index == _end)
                return false;
            var middle = _index % _middle;
            var a = (_index / _middle) % _a.Count;
            var outer = _index / _middle / _a.Count;
            at = ((((((outer * _a.Room) + _a.Start + a) * _middle) + middle) * _b.Room) + _b.Start) * _inner;
            _index++;
            return true;
        }
    }
}
