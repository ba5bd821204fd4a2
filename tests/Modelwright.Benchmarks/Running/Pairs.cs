using System.Diagnostics;
using System.Runtime;

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
    // Threads that wait for work spin for a while, ONNX Runtime's for tens of milliseconds; those of one side are not to take a core from the other.
    private static readonly TimeSpan RestOfThreads = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    // The JIT improves what has run often on a thread of its own, which takes a core from us: of what was compiled before, the compiler
    // itself, for seconds. It waits for some calls, and a tenth of a second, before it begins.
    private static readonly TimeSpan RestOfJit = TimeSpan.FromMilliseconds(150);
    private const int CallsOfATier = 32;

    // Work that takes longer warms caches and threads by itself.
    private const double LongestToWarm = 50;

    // Shorter work is repeated until one measurement takes about as many milliseconds.
    private const double Shortest = 4;
    private const int MostTimes = 200;

    /// <summary>Measures both, often enough for a median but no longer than the effort allows.</summary>
    /// <param name="ours">What we do.</param>
    /// <param name="peer">What the peer does.</param>
    /// <param name="effort">How often.</param>
    /// <param name="before">What has to be done before each time, and is not measured.</param>
    /// <param name="threads">On how many threads they do it.</param>
    public static IReadOnlyList<(Cost Ours, Cost Peer)> Measure(Action ours, Action peer, Effort effort, Action? before = null, int threads = 1)
    {
        var rest = threads > 1 ? RestOfThreads : Rest;
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < effort.WarmUp && (round < effort.LeastWarmUp || clock.Elapsed < effort.WarmUpTime); round++)
        {
            before?.Invoke();
            ours();
            peer();
        }

        if (threads > 1)
            SettleJit(ours, before, effort);
        var pairs = new List<(Cost, Cost)>();
        var times = before is null ? (int)Math.Clamp(Shortest / Math.Max(Cost.Of(peer).Milliseconds, 1e-3), 1, MostTimes) : 1;
        clock.Restart();
        while (pairs.Count < effort.Rounds && (pairs.Count < effort.LeastRounds || clock.Elapsed < effort.Time))
        {
            before?.Invoke();
            pairs.Add((Settled(ours, times, rest), Settled(peer, times, rest)));
        }

        return pairs;
    }

    /// <summary>The row of ours over the peer's time.</summary>
    public static Row Ratio(string name, Action ours, Action peer, Effort effort, string unit = "x ONNX Runtime", double? target = null, int threads = 1, Action? before = null) =>
        Row.Of(name, Measure(ours, peer, effort, before, threads).Select(p => p.Ours.Milliseconds / p.Peer.Milliseconds), unit, target, threads);

    private static Cost Settled(Action work, int times, TimeSpan rest)
    {
        // One collects its own garbage, not the other's.
        GC.Collect();
        Thread.Sleep(rest);

        // Caches and threads are warm in the middle of work, which is what is measured.
        var first = Cost.Of(work);
        if (first.Milliseconds > LongestToWarm)
            return first;
        var cost = Cost.Of(() =>
        {
            for (var i = 0; i < times; i++)
                work();
        });
        return new Cost(cost.Milliseconds / times, cost.Bytes / times);
    }

    /// <summary>Runs until nothing is compiled anew by it, each time often enough for a method to be, and waits for the JIT in between.</summary>
    private static void SettleJit(Action ours, Action? before, Effort effort)
    {
        var clock = Stopwatch.StartNew();
        for (long compiled = -1, now; clock.Elapsed < effort.JitTime; compiled = now)
        {
            for (var i = 0; i < CallsOfATier && clock.Elapsed < effort.JitTime; i++)
            {
                before?.Invoke();
                ours();
            }

            do
            {
                now = JitInfo.GetCompiledMethodCount();
                Thread.Sleep(RestOfJit);
            }
            while (now != JitInfo.GetCompiledMethodCount() && clock.Elapsed < effort.JitTime);
            if (now == compiled)
                return;
        }
    }
}
