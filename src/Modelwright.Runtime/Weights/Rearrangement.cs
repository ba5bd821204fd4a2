namespace Modelwright;

/// <summary>Moves whole elements: the same values in another order or another shape.</summary>
internal static class Rearrangement
{
    /// <summary>The axis counted from the start.</summary>
    /// <exception cref="MisfitException">There is no such axis.</exception>
    public static int AxisOf(int axis, int rank) =>
        TryAxis(axis, rank, out var found) ? found : throw new MisfitException($"there is no axis {axis} among {rank}");

    /// <summary>Counts an axis from the start; false where there is none.</summary>
    public static bool TryAxis(int axis, int rank, out int found)
    {
        found = axis < 0 ? axis + rank : axis;
        return found >= 0 && found < rank;
    }

    /// <summary>A shape with an axis more.</summary>
    public static int[] Insert(ReadOnlySpan<int> shape, int axis, int extent) => [.. shape[..axis], extent, .. shape[axis..]];

    /// <summary>[..., m, n] → [..., n, m].</summary>
    public static TensorData Transpose(TensorData tensor)
    {
        var (rows, columns) = (tensor.Shape[^2], tensor.Shape[^1]);
        var result = TensorData.Zeros(tensor.ElementType, [.. tensor.Shape[..^2], columns, rows]);
        var matrix = rows * columns;
        Copy(tensor, 0, result, 0, [(Product(tensor.Shape[..^2]), matrix, matrix), (columns, 1, rows), (rows, columns, 1)]);
        return result;
    }

    /// <summary>One of the parts that follow one another along an axis in each of several groups.</summary>
    public static TensorData Split(TensorData tensor, int axis, int groups, IReadOnlyList<int> sizes, int part)
    {
        axis = AxisOf(axis, tensor.Shape.Length);
        var (outer, inner) = (Product(tensor.Shape[..axis]), Product(tensor.Shape[(axis + 1)..]));
        var group = tensor.Shape[axis] / groups * inner;
        var unit = group / sizes.Sum();
        var length = unit * sizes[part];
        int[] shape = [.. tensor.Shape];
        shape[axis] = shape[axis] / sizes.Sum() * sizes[part];
        var result = TensorData.Zeros(tensor.ElementType, shape);
        Copy(tensor, unit * sizes.Take(part).Sum(), result, 0, [(outer * groups, group, length), (length, 1, 1)]);
        return result;
    }

    /// <summary>Tensors one after another along an axis, in each of several groups.</summary>
    public static TensorData Concat(IReadOnlyList<TensorData> tensors, int axis, int groups)
    {
        axis = AxisOf(axis, tensors[0].Shape.Length);
        var (outer, inner) = (Product(tensors[0].Shape[..axis]), Product(tensors[0].Shape[(axis + 1)..]));
        int[] shape = [.. tensors[0].Shape];
        shape[axis] = tensors.Sum(t => t.Shape[axis]);
        var result = TensorData.Zeros(tensors[0].ElementType, shape);
        var start = 0;
        foreach (var tensor in tensors)
        {
            var length = tensor.Shape[axis] / groups * inner;
            Copy(tensor, 0, result, start, [(outer * groups, length, shape[axis] / groups * inner), (length, 1, 1)]);
            start += length;
        }

        return result;
    }

    /// <summary>The same elements in another shape.</summary>
    public static TensorData Reshape(TensorData tensor, int[] shape) => tensor.ElementType switch
    {
        ElementType.Float32 => TensorData.Of(tensor.Array<float>(), shape),
        ElementType.Float16 => TensorData.Of(tensor.Array<Half>(), shape),
        ElementType.BFloat16 => TensorData.Of(tensor.Array<ushort>(), shape),
        ElementType.Int64 => TensorData.Of(tensor.Array<long>(), shape),
        ElementType.Int32 => TensorData.Of(tensor.Array<int>(), shape),
        ElementType.Int8 => TensorData.Of(tensor.Array<sbyte>(), shape),
        ElementType.UInt8 => TensorData.Of(tensor.Array<byte>(), shape),
        _ => TensorData.Of(tensor.Array<bool>(), shape),
    };

    private static int Product(ReadOnlySpan<int> extents)
    {
        var product = 1;
        foreach (var extent in extents)
            product *= extent;
        return product;
    }

    private static void Copy(TensorData from, int fromStart, TensorData to, int toStart, ReadOnlySpan<(int Extent, int FromStride, int ToStride)> axes)
    {
        switch (from.ElementType)
        {
            case ElementType.Float32:
                Copy(from.As<float>(), fromStart, to.As<float>(), toStart, axes);
                break;
            case ElementType.Float16:
                Copy(from.As<Half>(), fromStart, to.As<Half>(), toStart, axes);
                break;
            case ElementType.BFloat16:
                Copy(from.As<ushort>(), fromStart, to.As<ushort>(), toStart, axes);
                break;
            case ElementType.Int64:
                Copy(from.As<long>(), fromStart, to.As<long>(), toStart, axes);
                break;
            case ElementType.Int32:
                Copy(from.As<int>(), fromStart, to.As<int>(), toStart, axes);
                break;
            case ElementType.Int8:
                Copy(from.As<sbyte>(), fromStart, to.As<sbyte>(), toStart, axes);
                break;
            case ElementType.UInt8:
                Copy(from.As<byte>(), fromStart, to.As<byte>(), toStart, axes);
                break;
            default:
                Copy(from.As<bool>(), fromStart, to.As<bool>(), toStart, axes);
                break;
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> from, int fromStart, Span<T> to, int toStart, ReadOnlySpan<(int Extent, int FromStride, int ToStride)> axes)
    {
        var (extent, fromStride, toStride) = axes[0];
        if (axes.Length == 1 && fromStride == 1 && toStride == 1)
        {
            from.Slice(fromStart, extent).CopyTo(to[toStart..]);
            return;
        }

        for (var i = 0; i < extent; i++)
        {
            if (axes.Length == 1)
                to[toStart + (i * toStride)] = from[fromStart + (i * fromStride)];
            else
                Copy(from, fromStart + (i * fromStride), to, toStart + (i * toStride), axes[1..]);
        }
    }
}
