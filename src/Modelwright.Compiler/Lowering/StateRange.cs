namespace Modelwright.Compiler.Lowering;

/// <summary>What the members of a group can become within a number of steps, given what their inputs can be.</summary>
internal static class StateRange
{
    private const int MostSimulated = 4096;

    /// <summary>The numbers after each step, member by member.</summary>
    /// <param name="group">The group.</param>
    /// <param name="inputs">What each member takes besides the group.</param>
    /// <param name="steps">The longest sequence; infinite where that is unknown.</param>
    public static IReadOnlyList<Interval> Of(StateGroup group, IReadOnlyList<Interval> inputs, double steps) =>
        group.Members.Count == 1 && group.Matrix[0, 0] >= 0 ? [Single(group.Members[0].Start, group.Matrix[0, 0], inputs[0], steps)]
        : IsClosed(inputs) && IsRotation(group) ? Turning(group, steps)
        : inputs.All(i => i.IsFinite) && steps <= MostSimulated ? Simulated(group, inputs, (int)steps)
        : [.. group.Members.Select(_ => Interval.All)];

    /// <summary>Every value of the members of a group that takes nothing else, step by step.</summary>
    public static IEnumerable<double[]> Orbit(StateGroup group, int steps)
    {
        var s = group.Members.Select(m => m.Start).ToArray();
        for (var t = 0; t < steps; t++)
            yield return s = [.. s.Select((_, i) => group.Inputs[i].Constant + s.Select((x, j) => group.Matrix[i, j] * x).Sum())];
    }

    // s ← a s + u with a of at least 0 goes one way only, so its ends are at the first step or at the last.
    private static Interval Single(double start, double a, Interval u, double steps) => new(
        Math.Min((a * start) + u.Least, Last(start, a, u.Least, steps)), Math.Max((a * start) + u.Greatest, Last(start, a, u.Greatest, steps)));

    private static double Last(double start, double a, double u, double steps)
    {
        if (a == 1)
            return u == 0 ? start : start + (steps * u);
        if (double.IsInfinity(u))
            return u;
        var rest = u / (1 - a);
        var power = a < 1 && double.IsInfinity(steps) ? 0 : Math.Pow(a, steps);
        return start == rest ? rest : (power * (start - rest)) + rest;
    }

    private static bool IsClosed(IReadOnlyList<Interval> inputs) => inputs.All(i => i.Equals(Interval.Of(0)));

    // Orthogonal to the digits that sines have, so no member is ever larger than the whole state at its start.
    private static bool IsRotation(StateGroup group)
    {
        var n = group.Members.Count;
        return Enumerable.Range(0, n).All(i => Enumerable.Range(0, n).All(j =>
            Math.Abs(Enumerable.Range(0, n).Sum(k => group.Matrix[i, k] * group.Matrix[j, k]) - (i == j ? 1 : 0)) < 1e-12));
    }

    private static List<Interval> Turning(StateGroup group, double steps)
    {
        var radius = Math.Sqrt(group.Members.Sum(m => m.Start * m.Start));
        return steps > MostSimulated
            ? [.. group.Members.Select(_ => new Interval(-radius, radius))]
            : Orbit(group, (int)steps).Select(s => s.Select(Interval.Of).ToList()).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x.Or(y))]);
    }

    private static List<Interval> Simulated(StateGroup group, IReadOnlyList<Interval> inputs, int steps)
    {
        var s = group.Members.Select(m => Interval.Of(m.Start)).ToList();
        List<Interval>? all = null;
        for (var t = 0; t < steps; t++)
        {
            s = [.. s.Select((_, i) => s.Select((x, j) => group.Matrix[i, j] * x).Aggregate(inputs[i], (sum, x) => sum + x))];
            all = all is null ? s : [.. all.Zip(s, (a, b) => a.Or(b))];
        }

        return all!;
    }
}
