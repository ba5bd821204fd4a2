using System.Runtime.InteropServices;

namespace Modelwright.Kernels;

/// <summary>
/// On which processors a thread of the pool may run: on those that its process may use, but not on the one of who calls. Linux gives
/// a thread that wakes the processor that it had before, even where the caller spins there and others are idle, and takes
/// milliseconds to move it; other systems do better by themselves.
/// </summary>
internal sealed unsafe partial class ThreadPlace
{
    private const int Words = 16;

    private readonly int _thread;
    private readonly ulong[] _allowed = new ulong[Words];
    private int _avoided = -1;

    private ThreadPlace(int thread) => _thread = thread;

    /// <summary>The place of the thread that asks, or null where it can't be chosen.</summary>
    public static ThreadPlace? OfCurrent()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var place = new ThreadPlace(GetThread());
            fixed (ulong* allowed = place._allowed)
                return GetAffinity(place._thread, Words * sizeof(ulong), allowed) >= 0 && CurrentProcessor() >= 0 ? place : null;
        }
        catch (Exception unavailable) when (unavailable is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Moves the thread off the processor of the thread that asks, if it may use another one.</summary>
    public void AvoidCaller()
    {
        var processor = CurrentProcessor();
        if (processor == _avoided || processor < 0 || processor >= Words * 64)
            return;
        _avoided = processor;
        var mask = stackalloc ulong[Words];
        var others = 0UL;
        for (var i = 0; i < Words; i++)
        {
            mask[i] = _allowed[i] & ~(i == processor / 64 ? 1UL << (processor % 64) : 0);
            others |= mask[i];
        }

        // Where it is refused, the thread stays where the system wants it.
        if (others != 0)
            _ = SetAffinity(_thread, Words * sizeof(ulong), mask);
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThread();

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, ulong* mask);
}
