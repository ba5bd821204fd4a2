namespace Modelwright;

/// <summary>Compares the tensors that a source of weights offers with the parameters that a model has.</summary>
internal static class WeightsCheck
{
    // Beyond this many pairs of missing and unexpected names, nobody is helped by guesses.
    private const int MostPairs = 40_000;

    /// <summary>Refuses a source that does not fit.</summary>
    /// <exception cref="WeightsMismatchException">It does not.</exception>
    /// <param name="source">The source, for the message.</param>
    /// <param name="parameters">What the model has.</param>
    /// <param name="offered">What there is.</param>
    /// <param name="fits">Whether a tensor of a type in the file's spelling serves as an element type.</param>
    public static void Check(
        string source, IReadOnlyList<ParameterInfo> parameters, IReadOnlyList<SafetensorsEntry> offered, Func<string, ElementType, bool> fits)
    {
        var byName = offered.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var known = parameters.Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
        var missing = parameters.Where(p => !byName.ContainsKey(p.Path)).ToList();
        var unexpected = offered.Where(e => !known.Contains(e.Name)).ToList();
        var mismatches = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in missing)
        {
            var similar = missing.Count * unexpected.Count <= MostPairs ? MostSimilar(parameter, unexpected, taken) : null;
            mismatches.Add($"missing: {parameter}" + (similar is null ? "" : $" (did you mean {similar}?)"));
            taken.Add(similar?.Name ?? "");
        }

        foreach (var parameter in parameters)
        {
            if (!byName.TryGetValue(parameter.Path, out var entry))
                continue;
            if (!entry.Shape.SequenceEqual(parameter.Shape))
                mismatches.Add($"wrong shape: {parameter}, but the weights have [{string.Join(", ", entry.Shape)}]");
            if (!fits(entry.Type, parameter.ElementType))
                mismatches.Add($"wrong type: {parameter}, but the weights have {entry.Type}");
        }

        mismatches.AddRange(unexpected.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"unexpected: {e}"));
        if (mismatches.Count > 0)
            throw new WeightsMismatchException(source, mismatches);
    }

    private static SafetensorsEntry? MostSimilar(ParameterInfo parameter, List<SafetensorsEntry> candidates, HashSet<string> taken) =>
        candidates
            .Where(c => !taken.Contains(c.Name) && c.Shape.SequenceEqual(parameter.Shape))
            .Select(c => (Entry: c, Distance: Distance(parameter.Path, c.Name)))
            .Where(c => c.Distance <= Math.Max(2, parameter.Path.Length / 3))
            .OrderBy(c => c.Distance).ThenBy(c => c.Entry.Name, StringComparer.Ordinal)
            .Select(c => c.Entry)
            .FirstOrDefault();

    /// <summary>The number of letters to insert, remove or replace to turn one name into another.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
