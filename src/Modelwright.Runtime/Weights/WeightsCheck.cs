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
    /// <param name="checkpoint">Where the parameters are.</param>
    public static void Check(
        string source, IReadOnlyList<ParameterInfo> parameters, IReadOnlyList<SafetensorsEntry> offered, Func<string, ElementType, bool> fits,
        Checkpoint checkpoint)
    {
        var byName = offered.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var wanted = parameters.Select(p => (Parameter: p, Source: checkpoint.SourceOf(p))).ToList();
        var read = wanted.SelectMany(w => w.Source.Names).ToHashSet(StringComparer.Ordinal);
        var unexpected = offered.Where(e => !read.Contains(e.Name) && !checkpoint.Ignores(e.Name)).ToList();
        var mismatches = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var missing = wanted.SelectMany(w => w.Source.Names.Distinct().Where(n => !byName.ContainsKey(n)).Select(n => (w.Parameter, w.Source, Name: n))).ToList();
        foreach (var (parameter, from, name) in missing)
        {
            var shape = from is CheckpointSource.Tensor ? parameter.Shape : null;
            var similar = missing.Count * unexpected.Count <= MostPairs ? MostSimilar(name, shape, unexpected, taken) : null;
            mismatches.Add($"missing: {parameter}{From(parameter, name)}" + (similar is null ? "" : $" (did you mean {similar}?)"));
            taken.Add(similar?.Name ?? "");
        }

        foreach (var (parameter, from) in wanted.Where(w => w.Source.Names.All(byName.ContainsKey)))
        {
            if (ShapeProblem(parameter, from, name => byName[name].Shape) is { } problem)
                mismatches.Add(problem);
            foreach (var entry in from.Names.Distinct().Select(n => byName[n]).Where(e => !fits(e.Type, parameter.ElementType)))
                mismatches.Add($"wrong type: {parameter}{From(parameter, entry.Name)}, but {(entry.Name == parameter.Path ? "the weights have" : "that has")} {entry.Type}");
        }

        mismatches.AddRange(unexpected.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"unexpected: {e}"));
        if (mismatches.Count == 0)
            mismatches.AddRange(PartlyUnread(wanted.Select(w => w.Source), byName));
        if (mismatches.Count > 0)
            throw new WeightsMismatchException(source, mismatches);
    }

    private static string? ShapeProblem(ParameterInfo parameter, CheckpointSource from, Func<string, IReadOnlyList<int>> shapes)
    {
        try
        {
            var shape = from.ShapeOf(shapes, parameter.Shape);
            if (shape.SequenceEqual(parameter.Shape))
                return null;
            return from is CheckpointSource.Tensor(var name)
                ? $"wrong shape: {parameter}{From(parameter, name)}, but {(name == parameter.Path ? "the weights have" : "that has")} {TensorData.Show(shape)}"
                : $"wrong shape: {parameter} is read from {Tensors(from, shapes)}, which {(from.Names.Distinct().Count() == 1 ? "gives" : "give")} {TensorData.Show(shape)}";
        }
        catch (MisfitException e)
        {
            return $"wrong shape: {parameter} is read from {Tensors(from, shapes)}: {e.Message}";
        }
    }

    /// <summary>Tensors of which parts are read and other parts are not.</summary>
    private static IEnumerable<string> PartlyUnread(IEnumerable<CheckpointSource> sources, Dictionary<string, SafetensorsEntry> byName) =>
        from reading in sources.SelectMany(s => s.Reads(name => byName[name].Shape))
        group reading.Count by reading.Name into tensor
        let entry = byName[tensor.Key]
        where tensor.Sum() < entry.Count
        orderby entry.Name
        select $"unread: {entry.Count - tensor.Sum()} of the {entry.Count} elements of {entry}, which no parameter reads";

    private static string Tensors(CheckpointSource from, Func<string, IReadOnlyList<int>> shapes) =>
        string.Join(" and ", from.Names.Distinct().Select(n => $"'{n}' {TensorData.Show([.. shapes(n)])}"));

    private static string From(ParameterInfo parameter, string name) => name == parameter.Path ? "" : $" is read from '{name}'";

    private static SafetensorsEntry? MostSimilar(string name, IReadOnlyList<int>? shape, List<SafetensorsEntry> candidates, HashSet<string> taken) =>
        candidates
            .Where(c => !taken.Contains(c.Name) && (shape is null || c.Shape.SequenceEqual(shape)))
            .Select(c => (Entry: c, Distance: Distance(name, c.Name)))
            .Where(c => c.Distance <= Math.Max(2, name.Length / 3))
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
