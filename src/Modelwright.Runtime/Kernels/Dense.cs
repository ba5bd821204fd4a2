using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>Tensors as the spans that generated code reads.</summary>
public static class Dense
{
    /// <summary>A tensor's elements in row-major order; copied only where they do not lie so.</summary>
    public static ReadOnlySpan<T> Of<T>(in ReadOnlyTensorSpan<T> tensor)
    {
        var count = checked((int)tensor.FlattenedLength);
        if (tensor.IsDense)
            return MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), count);
        var copy = new T[count];
        tensor.FlattenTo(copy);
        return copy;
    }
}
