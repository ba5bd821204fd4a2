namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>What work allocates.</summary>
public static class Allocation
{
    /// <summary>The bytes that work allocates once it is warm.</summary>
    public static long Of(Action work)
    {
        for (var i = 0; i < 3; i++)
            work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
