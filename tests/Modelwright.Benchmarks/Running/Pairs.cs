using System.Diagnostics;

namespace Modelwright.Benchmarks.Running;

/// <summary>What one run of something took.</summary>
internal readonly record struct Cost(double Milliseconds, double Bytes)
{
    /// <summary>Runs it on this thread.</summary>
    public static Cost Of(Action work)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        work();
        return new Cost(clock.Elapsed.TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }
}

/// <summary>Ours and the peer's by turns, so that whatever else the machine does falls on both.</summary>
internal static class Pairs
{
    public static IReadOnlyList<(Cost Ours, Cost Peer)> Measure(Action ours, Action peer, Effort effort)
    {
        var pairs = new List<(Cost, Cost)>();
        for (var round = -effort.WarmUp; round < effort.Rounds; round++)
        {
            // One collects its own garbage, not the other's.
            GC.Collect();
            var first = Cost.Of(ours);
            GC.Collect();
            var second = Cost.Of(peer);
            if (round >= 0)
                pairs.Add((first, second));
        }

        return pairs;
    }
}
