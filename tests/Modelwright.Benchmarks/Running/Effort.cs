namespace Modelwright.Benchmarks.Running;

/// <summary>How long to measure.</summary>
/// <param name="LeastWarmUp">Rounds that are not counted, however long they take.</param>
/// <param name="WarmUp">The most of them: the JIT compiles a method anew after 30 calls.</param>
/// <param name="WarmUpTime">When to stop before that.</param>
/// <param name="JitTime">The most to warm up further until the JIT has finished, where threads need all processors.</param>
/// <param name="LeastRounds">Pairs that are counted, ours and the peer's by turns, however long they take.</param>
/// <param name="Rounds">The most of them.</param>
/// <param name="Time">When to stop before that.</param>
/// <param name="Processes">Pairs of fresh processes where the start of one is measured.</param>
internal sealed record Effort(int LeastWarmUp, int WarmUp, TimeSpan WarmUpTime, TimeSpan JitTime, int LeastRounds, int Rounds, TimeSpan Time, int Processes)
{
    public static Effort Full { get; } = new(3, 60, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(5), 15, 31, TimeSpan.FromSeconds(1), 15);

    public static Effort Quick { get; } = new(1, 40, TimeSpan.FromSeconds(0.15), TimeSpan.FromSeconds(0.5), 3, 5, TimeSpan.FromSeconds(0.1), 3);
}
