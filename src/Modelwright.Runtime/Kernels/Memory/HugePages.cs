using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// Asks for pages of 2 MiB. Who reads memory that no cache holds from one end to the other waits for its translations otherwise: one
/// for every 4 KiB. Linux gives large pages where it is asked to, other systems don't give them to ordinary programs.
/// </summary>
internal static partial class HugePages
{
    /// <summary>The bytes of a page, and what its address is a multiple of.</summary>
    public const int Size = 2 << 20;

    private const int Advice = 14;

    /// <summary>Asks for memory that has not been written yet; where that is refused, it stays as it is.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many.</param>
    public static void Request(nint start, nint length)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Advise(start, length, Advice);
        }
        catch (Exception unavailable) when (unavailable is DllNotFoundException or EntryPointNotFoundException)
        {
            // As on other systems.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
