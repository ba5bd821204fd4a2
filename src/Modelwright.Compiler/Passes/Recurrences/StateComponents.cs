namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>States that read each other from step to step, directly or through others: what has to go on together.</summary>
internal static class StateComponents
{
    /// <summary>The strongly connected components of what reads what, each after those that it reads.</summary>
    /// <param name="reads">For each state those that its next value depends on.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<IEnumerable<int>> reads)
    {
        var reached = Enumerable.Range(0, reads.Count).Select(state => Reached(state, reads)).ToList();
        var components = new List<IReadOnlyList<int>>();
        for (var state = 0; state < reads.Count; state++)
        {
            if (components.Any(c => c.Contains(state)))
                continue;
            components.Add(Enumerable.Range(0, reads.Count).Where(other => other == state || (reached[state].Contains(other) && reached[other].Contains(state))).ToList());
        }

        // What a component reaches is more than what any that it reads reaches.
        return components.OrderBy(c => reached[c[0]].Union(c).Count()).ToList();
    }

    private static HashSet<int> Reached(int state, IReadOnlyList<IEnumerable<int>> reads)
    {
        var (reached, pending) = (new HashSet<int>(), new Stack<int>([state]));
        while (pending.Count > 0)
        {
            foreach (var read in reads[pending.Pop()].Where(reached.Add))
                pending.Push(read);
        }

        return reached;
    }
}
