using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>Floats that stay at an address that is a multiple of 64, so that no vector crosses a cache line.</summary>
internal readonly unsafe struct AlignedFloats
{
    private const int LineBytes = 64;

    private readonly float[] _array;
    private readonly nint _start;

    /// <summary>Room whose contents are undefined.</summary>
    public AlignedFloats(long count)
    {
        _array = GC.AllocateUninitializedArray<float>(checked((int)(count + (LineBytes / sizeof(float)))), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        _start = (-address & (LineBytes - 1)) / sizeof(float);
    }

    /// <summary>The first float.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);
}
