namespace Modelwright.Compiler.Reference;

/// <summary>
/// Walks the indices of a shape in row-major order and keeps, for each of several tensors laid over that shape by their
/// strides, the offset of the element at the current index.
/// </summary>
internal sealed class Odometer
{
    private readonly int[] _shape;
    private readonly int[][] _strides;
    private readonly int[] _index;
    private readonly bool _empty;
    private bool _started;

    /// <summary>A walk that stands before the first index; a stride of 0 repeats an element.</summary>
    public Odometer(int[] shape, params int[][] strides)
    {
        _shape = shape;
        _strides = strides;
        _index = new int[shape.Length];
        _empty = shape.Contains(0);
        Offsets = new int[strides.Length];
    }

    /// <summary>Each tensor's offset at the current index.</summary>
    public int[] Offsets { get; }

    /// <summary>Goes to the next index; false once there is none, and the walk stands before the first again.</summary>
    public bool Next()
    {
        if (!_started)
            return _started = !_empty;
        for (var axis = _shape.Length - 1; axis >= 0; axis--)
        {
            var wrapped = ++_index[axis] == _shape[axis];
            for (var i = 0; i < Offsets.Length; i++)
                Offsets[i] += wrapped ? -(_shape[axis] - 1) * _strides[i][axis] : _strides[i][axis];
            if (!wrapped)
                return true;
            _index[axis] = 0;
        }

        return _started = false;
    }
}
