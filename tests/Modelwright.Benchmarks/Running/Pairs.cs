using System.Diagnostics;

namespace Modelwright.Benchmarks.Running;

/// <summary>What one run of something took.</summary>
internal readonly record struct Cost(double Milliseconds, double Bytes)
{
    /// <summary>Runs it; what the threads that it starts allocate counts too.</summary>
    public static Cost Of(Action work)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        work();
        return new Cost(clock.Elapsed.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
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
