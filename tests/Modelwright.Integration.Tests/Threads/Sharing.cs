using Modelwright.Kernels;

namespace Modelwright.Integration.Tests.Threads;

/// <summary>Ways to share a call, however small it is.</summary>
internal static class Sharing
{
    /// <summary>One thread.</summary>
    public static ModelOptions Alone { get; } = new() { Threads = 1 };

    /// <summary>
    /// Workers that run one after another between the places where they wait, both ways round: a place that lacks one makes a
    /// difference. Then workers that run as they come, more than there are processors among them.
    /// </summary>
    public static IReadOnlyList<ModelOptions> All { get; } =
    [
        Of(2, Turns.Downwards), Of(3, Turns.Upwards), Of(3, Turns.Downwards), Of(5, Turns.Downwards), Of(2), Of(3), Of(8),
    ];

    public static ModelOptions Of(int threads, Turns turns = Turns.None) => new() { Threads = threads, Turns = turns, Grain = Grain.Finest };
}
