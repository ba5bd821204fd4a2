namespace Modelwright.Benchmarks.Running;

/// <summary>How long to measure.</summary>
/// <param name="WarmUp">Rounds that are not counted.</param>
/// <param name="Rounds">Pairs that are counted, ours and the peer's by turns.</param>
/// <param name="Processes">Pairs of fresh processes where the start of one is measured.</param>
internal sealed record Effort(int WarmUp, int Rounds, int Processes)
{
    public static Effort Full { get; } = new(WarmUp: 30, Rounds: 25, Processes: 15);

    public static Effort Quick { get; } = new(WarmUp: 8, Rounds: 7, Processes: 3);
}
