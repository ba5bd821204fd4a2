using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Modelwright.Kernels;

/// <summary>Runs epilogues over parts of a product.</summary>
internal static class Epilogue
{
    /// <summary>Leaves a product as it is.</summary>
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
        if (typeof(TEpilogue) != typeof(None))
            RunRows(ref epilogue, rows, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRows<TEpilogue>(ref TEpilogue epilogue, Share rows, Share columns)
        where TEpilogue : IEpilogue, allows ref struct
    {
        for (nint row = rows.Start; row < rows.End; row++)
        {
            nint i = columns.Start;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; i <= columns.End - 16; i += 16)
                    epilogue.Invoke<Lanes16>(row, i);
            }

            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= columns.End - 8; i += 8)
                    epilogue.Invoke<Lanes8>(row, i);
            }

            if (Vector128.IsHardwareAccelerated)
            {
                for (; i <= columns.End - 4; i += 4)
                    epilogue.Invoke<Lanes4>(row, i);
            }

            for (; i < columns.End; i++)
                epilogue.Invoke<Lanes1>(row, i);
        }
    }
}
