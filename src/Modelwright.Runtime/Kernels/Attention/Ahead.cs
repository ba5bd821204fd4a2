using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Modelwright.Kernels;

/// <summary>Rows that are read soon, for the second cache to fetch; by default none. They are never read here, so they may lie outside of everything.</summary>
internal readonly struct Ahead
{
    private const int Line = 64 / sizeof(float);

    private readonly nint _address;
    private readonly nint _stride;

    /// <summary>Rows from a first one on.</summary>
    /// <param name="first">The first.</param>
    /// <param name="stride">Elements from one to the next.</param>
    public Ahead(ref float first, nint stride)
        : this(Tile.Address(ref first, 0), stride * sizeof(float))
    {
    }

    private Ahead(nint address, nint stride) => (_address, _stride) = (address, stride);

    /// <summary>The rows from one of them on.</summary>
    public Ahead From(int row) => _address == 0 ? this : new(_address + (row * _stride), _stride);

    /// <summary>Asks for a part of some rows.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="start">The first element of each.</param>
    /// <param name="count">How many elements of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Fetch(nint row, int rows, nint start, int count)
    {
        if (!Sse.IsSupported || _address == 0)
            return;
        var from = _address + (row * _stride) + (start * sizeof(float));
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < count; i += Line)
                Sse.Prefetch1((void*)(from + (i * sizeof(float))));
            from += _stride;
        }
    }
}
