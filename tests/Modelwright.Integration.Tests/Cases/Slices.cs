namespace Modelwright.Integration.Tests.Cases;

/// <summary>Cuts tensors along an axis and puts them together again.</summary>
internal static class Slices
{
    public static TensorData Take(TensorData tensor, int axis, int start, int length)
    {
        var shape = tensor.Shape.ToArray();
        shape[axis] = length;
        var slice = TensorData.Zeros(tensor.ElementType, shape);
        Copy(tensor, slice, axis, start, 0, length);
        return slice;
    }

    public static TensorData Join(IReadOnlyList<TensorData> parts, int axis)
    {
        var shape = parts[0].Shape.ToArray();
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var whole = TensorData.Zeros(parts[0].ElementType, shape);
        var start = 0;
        foreach (var part in parts)
        {
            Copy(part, whole, axis, 0, start, part.Shape[axis]);
            start += part.Shape[axis];
        }

        return whole;
    }

    private static void Copy(TensorData from, TensorData to, int axis, int fromStart, int toStart, int length)
    {
        var inner = from.ElementType.Size();
        foreach (var extent in from.Shape[(axis + 1)..])
            inner *= extent;
        var outer = 1;
        foreach (var extent in from.Shape[..axis])
            outer *= extent;
        for (var i = 0; i < outer; i++)
        {
            from.Bytes.Slice(((i * from.Shape[axis]) + fromStart) * inner, length * inner)
                .CopyTo(to.Bytes[(((i * to.Shape[axis]) + toStart) * inner)..]);
        }
    }
}
