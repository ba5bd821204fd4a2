using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Reference;

/// <summary>A row-major tensor of doubles; integers are exact up to 2^53, beyond which they are refused; booleans are 0 and 1.</summary>
public sealed class DenseTensor
{
    /// <summary>A tensor over given data.</summary>
    public DenseTensor(IReadOnlyList<int> shape, double[] data)
    {
        if (shape.Aggregate(1L, (product, extent) => product * extent) != data.Length)
            throw new ArgumentException("the data does not fill the shape", nameof(data));
        Shape = shape.ToArray();
        Data = data;
    }

    /// <summary>A tensor of zeros.</summary>
    public DenseTensor(params int[] shape)
        : this(shape, new double[shape.Aggregate(1, (product, extent) => checked(product * extent))])
    {
    }

    /// <summary>The extents, outermost first.</summary>
    public int[] Shape { get; }

    /// <summary>The elements in row-major order.</summary>
    public double[] Data { get; }

    /// <summary>What the elements are; computing leaves it to whoever knows the type, <see cref="As"/>.</summary>
    public ElementType Element { get; private init; } = ElementType.Float32;

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Length;

    /// <summary>The distance in <see cref="Data"/> between neighbours along each axis.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        for (int axis = Rank - 1, stride = 1; axis >= 0; stride *= Shape[axis], axis--)
            strides[axis] = stride;
        return strides;
    }

    /// <summary>A copy of the elements at one index of an axis, without that axis.</summary>
    internal DenseTensor Slice(int axis, int index)
    {
        var strides = Strides();
        return Read(Without(Shape, axis), Without(strides, axis), index * strides[axis]);
    }

    /// <summary>Overwrites the elements at one index of an axis.</summary>
    internal void SetSlice(int axis, int index, DenseTensor slice)
    {
        var strides = Strides();
        var walk = new Odometer(slice.Shape, Without(strides, axis));
        for (var i = 0; walk.Next(); i++)
            Data[(index * strides[axis]) + walk.Offsets[0]] = slice.Data[i];
    }

    /// <summary>The elements as a type holds them: rounded to narrow floats, wrapped to integers.</summary>
    /// <exception cref="ArgumentException">An int64 is beyond 2^53.</exception>
    public DenseTensor As(ElementType element)
    {
        if (element == ElementType.Int64 && Data.FirstOrDefault(x => Math.Abs(x) > Representation.ExactIntegers) is var x and not 0)
            throw new ArgumentException(FormattableString.Invariant($"an int64 became {x:R}; beyond 2^53 the reference interpreter, which holds doubles, cannot tell integers apart"));
        var keeps = element is ElementType.Float32 or ElementType.Int64 or ElementType.Bool;
        return new DenseTensor(Shape, keeps ? Data : Array.ConvertAll(Data, x => element.Hold(x))) { Element = element };
    }

    /// <summary>A copy of the elements that a view sees: a shape laid over the data by its own strides.</summary>
    internal DenseTensor Read(int[] shape, int[] strides, int start = 0)
    {
        var result = new DenseTensor(shape);
        var walk = new Odometer(shape, strides);
        for (var i = 0; walk.Next(); i++)
            result.Data[i] = Data[start + walk.Offsets[0]];
        return result;
    }

    private static int[] Without(int[] items, int axis) => items.Where((_, i) => i != axis).ToArray();
}

/// <summary>What an operator may ask while the reference interpreter runs.</summary>
public sealed class EvaluationContext(Func<string, long> symbols, Func<string, DenseTensor> parameters)
{
    /// <summary>The number behind an extent.</summary>
    public int Extent(Graph.Dim extent) => checked((int)extent.Evaluate(symbols));

    /// <summary>The numbers behind a shape.</summary>
    public int[] Extents(Graph.Shape shape) => shape.Select(Extent).ToArray();

    /// <summary>The weights of a parameter, by the path relative to the running function's instance.</summary>
    public DenseTensor Parameter(string path) => parameters(path);

    /// <summary>The context of a function in which a symbol has another extent.</summary>
    public EvaluationContext With(string symbol, int extent) => new(name => name == symbol ? extent : symbols(name), parameters);

    /// <summary>The context of a function called as an instance.</summary>
    public EvaluationContext Enter(string prefix) => new(symbols, path => parameters(prefix.Length == 0 ? path : prefix + "." + path));
}
