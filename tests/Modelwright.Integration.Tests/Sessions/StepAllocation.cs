namespace Modelwright.Integration.Tests.Sessions;

/// <summary>What steps allocate once a session is warm.</summary>
internal static class StepAllocation
{
    private const int WarmUp = 40;
    private const int Steps = 10;

    /// <summary>The bytes that the calling thread allocates in some steps, where the sequence ends from the beginning again.</summary>
    public static long Of(Streaming streaming)
    {
        var session = streaming.Start();
        var step = new TypedStep(session, streaming.Steps(0, 1), streaming.Run(session, 1));
        Run(WarmUp);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(Steps);
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (session.Positions[0] == streaming.Length)
                    session.Reset();
                step.Run(session);
            }
        }
    }
}
