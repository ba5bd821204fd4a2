using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// Where packed weights lie: one behind another on large pages, in slabs that live as long as the last of them. What nothing was put
/// into is not in memory.
/// </summary>
internal static unsafe class WeightMemory
{
    private const int SmallestSlab = 2 * HugePages.Size;
    private const int LargestSlab = 32 * HugePages.Size;

    private static readonly Lock Growth = new();
    private static readonly WeakReference<float[]> Slab = new([]);
    private static nint _next;
    private static nint _free;
    private static int _size;

    /// <summary>Room whose contents are undefined, for as long as the model that has it.</summary>
    public static AlignedFloats Take(long count)
    {
        var bytes = checked((nint)AlignedFloats.Padded(count) * sizeof(float));
        lock (Growth)
        {
            if (!Slab.TryGetTarget(out var slab))
                slab = Grow(bytes, SmallestSlab);
            else if (bytes > _free)
                slab = Grow(bytes, Math.Min(2 * _size, LargestSlab));
            var room = new AlignedFloats(slab, _next);
            _next += bytes / sizeof(float);
            _free -= bytes;
            return room;
        }
    }

    // Each is twice as large as the one before, so that a small model takes little and a large one few.
    private static float[] Grow(nint bytes, int size)
    {
        _size = size;
        var length = (Math.Max(bytes, size) + HugePages.Size - 1) & -HugePages.Size;
        var slab = GC.AllocateUninitializedArray<float>(checked((int)((length + HugePages.Size) / sizeof(float))), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(slab));
        var start = (address + HugePages.Size - 1) & -HugePages.Size;
        HugePages.Request(start, length);
        Slab.SetTarget(slab);
        (_next, _free) = ((start - address) / sizeof(float), length);
        return slab;
    }
}
