namespace Modelwright;

/// <summary>Turns the expression that starts a parameter into a function of the element's position.</summary>
/// <param name="shape">The parameter's extents.</param>
/// <param name="stream">The parameter's random numbers.</param>
internal sealed class InitializerEvaluation(IReadOnlyList<int> shape, RandomStream stream)
{
    private readonly long[] _strides = StridesOf(shape);

    /// <summary>The value of each element by its position in row-major order.</summary>
    public Func<long, double> Prepare(Initializer initializer)
    {
        switch (initializer)
        {
            case Initializer.Constant(var value):
                return _ => value;
            case Initializer.Index(var axis):
                var (stride, extent) = (_strides[axis], shape[axis]);
                return i => i / stride % extent;
            case Initializer.Table(var strides, var values):
                return i => values[(int)Offset(i, strides)];
            case Initializer.Normal(var deviation, var mean, var draw):
                var normal = stream.Part(draw);
                return i => mean + (deviation * normal.Normal(i));
            case Initializer.Uniform(var low, var high, var draw):
                var uniform = stream.Part(draw);
                var (middle, half) = ((low + high) / 2, (high - low) / 2);
                return i => middle + (half * uniform.Symmetric(i));
            case Initializer.Orthogonal(var gain, var draw):
                var matrix = OrthogonalMatrix.Draw(shape[0], (int)_strides[0], stream.Part(draw));
                return i => gain * matrix[i];
            case Initializer.Apply(var name, var operands):
                return Apply(name, [.. operands.Select(Prepare)]);
            default:
                throw new ArgumentOutOfRangeException(nameof(initializer));
        }
    }

    private static Func<long, double> Apply(string name, Func<long, double>[] operands) => operands switch
    {
        [var x] => PointwiseFunctions.Unary(name) is var f ? i => f(x(i)) : null!,
        [var x, var y] => PointwiseFunctions.Binary(name) is var f ? i => f(x(i), y(i)) : null!,
        [var condition, var x, var y] when name == "select" => i => condition(i) != 0 ? x(i) : y(i),
        _ => throw new ArgumentException($"'{name}' of {operands.Length} operands starts no parameter", nameof(name)),
    };

    private long Offset(long position, IReadOnlyList<int> strides)
    {
        var offset = 0L;
        for (var axis = 0; axis < strides.Count; axis++)
            offset += position / _strides[axis] % shape[axis] * strides[axis];
        return offset;
    }

    private static long[] StridesOf(IReadOnlyList<int> shape)
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }
}
