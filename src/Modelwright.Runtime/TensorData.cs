using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Modelwright;

/// <summary>A row-major tensor whose element type is known only at run time: how models are run untyped.</summary>
public abstract class TensorData
{
    private readonly int[] _shape;

    private protected TensorData(ElementType elementType, ReadOnlySpan<int> shape, int count)
    {
        if (CountOf(shape) != count)
            throw new ArgumentException($"{count} elements do not fill the shape {Show(shape)}", nameof(shape));
        ElementType = elementType;
        _shape = shape.ToArray();
        Count = count;
    }

    /// <summary>What it holds.</summary>
    public ElementType ElementType { get; }

    /// <summary>The extents, outermost first; none for a scalar.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>The elements' bytes, in the machine's order. At most 2 GiB: larger tensors are read through <see cref="As{T}"/>.</summary>
    public abstract Span<byte> Bytes { get; }

    /// <summary>A tensor over an array, which is not copied.</summary>
    /// <exception cref="ArgumentException">The array does not fill the shape.</exception>
    public static TensorData Of<T>(T[] values, params ReadOnlySpan<int> shape)
        where T : unmanaged => new TensorData<T>(values, shape);

    /// <summary>A copy of a tensor.</summary>
    public static TensorData From<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        var values = new T[checked((int)tensor.FlattenedLength)];
        tensor.FlattenTo(values);
        var shape = new int[tensor.Rank];
        for (var axis = 0; axis < shape.Length; axis++)
            shape[axis] = (int)tensor.Lengths[axis];
        return Of(values, shape);
    }

    /// <summary>A tensor of zeros.</summary>
    public static TensorData Zeros(ElementType elementType, params ReadOnlySpan<int> shape)
    {
        var count = checked((int)CountOf(shape));
        return elementType switch
        {
            ElementType.Float32 => Of(new float[count], shape),
            ElementType.Float16 => Of(new Half[count], shape),
            ElementType.BFloat16 => Of(new ushort[count], shape),
            ElementType.Int64 => Of(new long[count], shape),
            ElementType.Int32 => Of(new int[count], shape),
            ElementType.Int8 => Of(new sbyte[count], shape),
            ElementType.UInt8 => Of(new byte[count], shape),
            ElementType.Bool => Of(new bool[count], shape),
            _ => throw new ArgumentOutOfRangeException(nameof(elementType)),
        };
    }

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Span<T> As<T>()
        where T : unmanaged => Array<T>();

    /// <summary>The array behind the tensor, in row-major order, not copied.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public T[] Array<T>()
        where T : unmanaged => this is TensorData<T> typed
            ? typed.Values
            : throw new InvalidOperationException($"the tensor holds {ElementType.Keyword()}, not {ElementTypes.Of<T>().Keyword()}");

    /// <summary>A tensor over the same elements, which are not copied; a scalar becomes [1], since every <see cref="Tensor{T}"/> has an axis.</summary>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public Tensor<T> ToTensor<T>()
        where T : unmanaged
    {
        var lengths = new nint[_shape.Length];
        for (var axis = 0; axis < lengths.Length; axis++)
            lengths[axis] = _shape[axis];
        return Tensor.Create(Array<T>(), lengths is [] ? [1] : lengths);
    }

    /// <summary>The type as the language writes it: <c>float[2, 3]</c>.</summary>
    public override string ToString() => ElementType.Keyword() + Show(_shape);

    /// <summary>A shape as the language writes it: <c>[2, 3]</c>.</summary>
    internal static string Show(ReadOnlySpan<int> shape) => "[" + string.Join(", ", shape.ToArray()) + "]";

    /// <summary>The number of elements of a shape.</summary>
    internal static long CountOf(ReadOnlySpan<int> shape)
    {
        var count = 1L;
        foreach (var extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }

        return count;
    }
}

/// <summary>The tensor behind a <see cref="TensorData"/>.</summary>
internal sealed class TensorData<T>(T[] values, ReadOnlySpan<int> shape)
    : TensorData(ElementTypes.Of<T>(), shape, values.Length)
    where T : unmanaged
{
    public T[] Values => values;

    public override Span<byte> Bytes => MemoryMarshal.AsBytes(values.AsSpan());
}
