using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>Runs epilogues over parts of what a kernel computes.</summary>
internal static class Epilogue
{
    /// <summary>Leaves what a kernel computes as it is.</summary>
    public readonly struct None : IEpilogue
    {
        /// <inheritdoc/>
        public void Invoke<L>(nint row, nint column)
            where L : struct, ILanes<L>
        {
        }
    }

    /// <summary>Runs an epilogue over some columns of some rows, each element once.</summary>
    public static void Run<TEpilogue>(ref TEpilogue epilogue, Share rows, Share columns)
        where TEpilogue : IEpilogue, allows ref struct
    {
        if (typeof(TEpilogue) == typeof(None))
            return;
        nint i = columns.Start;
        if (Vector512.IsHardwareAccelerated)
            i = Run<Lanes16, TEpilogue>(epilogue, rows, i, columns.End);
        if (Vector256.IsHardwareAccelerated)
            i = Run<Lanes8, TEpilogue>(epilogue, rows, i, columns.End);
        if (Vector128.IsHardwareAccelerated)
            i = Run<Lanes4, TEpilogue>(epilogue, rows, i, columns.End);
        Run<Lanes1, TEpilogue>(epilogue, rows, i, columns.End);
    }

    // From a column on as many as fill lanes; the first that is left.
    private static nint Run<L, TEpilogue>(TEpilogue epilogue, Share rows, nint start, nint end)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        if (end - start < L.Count)
            return start;
        RunRows<L, TEpilogue>(epilogue, rows, start, end);
        return end - ((end - start) % L.Count);
    }

    // One width at a time, so that what is the same everywhere is in registers for all rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRows<L, TEpilogue>(TEpilogue epilogue, Share rows, nint start, nint end)
        where L : struct, ILanes<L>
        where TEpilogue : IEpilogue, allows ref struct
    {
        for (nint row = rows.Start; row < rows.End; row++)
        {
            for (var i = start; i <= end - L.Count; i += L.Count)
                epilogue.Invoke<L>(row, i);
        }
    }
}
