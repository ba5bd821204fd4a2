using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>Floats that stay at an address that is a multiple of 64, so that no vector crosses a cache line.</summary>
internal readonly unsafe struct AlignedFloats
{
    private const int Line = 64 / sizeof(float);

    private readonly float[] _array;
    private readonly nint _start;

    /// <summary>Room whose contents are undefined.</summary>
    public AlignedFloats(long count)
    {
        _array = GC.AllocateUninitializedArray<float>(checked((int)(count + Line)), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        _start = (-address & ((Line * sizeof(float)) - 1)) / sizeof(float);
    }

    /// <summary>Room in an array that does not move.</summary>
    /// <param name="array">The array.</param>
    /// <param name="start">Where in it, at such an address.</param>
    public AlignedFloats(float[] array, nint start) => (_array, _start) = (array, start);

    /// <summary>The first float.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);

    /// <summary>So many floats and those behind them up to such an address.</summary>
    public static long Padded(long count) => (count + Line - 1) / Line * Line;
}
