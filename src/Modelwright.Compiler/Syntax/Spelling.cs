namespace Modelwright.Compiler.Syntax;

/// <summary>Finds what a misspelt name may have meant.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate that differs least from a name, by a third of its letters at most. Swapped neighbours count once,
    /// case doesn't count. Of equally close ones the first; null where none is close.
    /// </summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        string? closest = null;
        var least = name.Length / 3 + 1;
        var letters = name.ToLowerInvariant();
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;
            var distance = Distance(letters, candidate.ToLowerInvariant());
            if (distance >= least)
                continue;
            least = distance;
            closest = candidate;
        }

        return closest;
    }

    /// <summary>Letters to insert, remove, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var edit = Math.Min(replace, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                var swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                distance[i, j] = swaps ? Math.Min(edit, distance[i - 2, j - 2] + 1) : edit;
            }
        }

        return distance[a.Length, b.Length];
    }
}
