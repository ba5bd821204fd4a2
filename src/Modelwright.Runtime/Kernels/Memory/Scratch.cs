namespace Modelwright.Kernels;

/// <summary>Working memory of the kernel that runs on a thread; kernels do not nest. Grows once, then allocates nothing.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static AlignedFloats _floats;

    [ThreadStatic]
    private static int _count;

    /// <summary>Room whose contents are undefined, at an address that is a multiple of 64.</summary>
    public static ref float Take(int count)
    {
        if (_count < count)
            (_floats, _count) = (new AlignedFloats(count), count);
        return ref _floats.First;
    }
}
