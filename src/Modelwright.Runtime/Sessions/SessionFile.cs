using System.Globalization;
using Modelwright.Kernels;

namespace Modelwright;

/// <summary>A saved session: a safetensors file of its states under their paths.</summary>
internal static class SessionFile
{
    private const string Model = "model";
    private const string Fingerprint = "fingerprint";
    private const string Batch = "batch";
    private const string Position = "position";

    /// <summary>What the header says about a session.</summary>
    public static Dictionary<string, string> Describe(string model, string fingerprint, ReadOnlySpan<int> positions)
    {
        var text = string.Join(",", positions.ToArray().Select(position => position.ToString(CultureInfo.InvariantCulture)));
        return new(StringComparer.Ordinal)
        {
            [Model] = model,
            [Fingerprint] = fingerprint,
            [Batch] = positions.Length.ToString(CultureInfo.InvariantCulture),
            [Position] = text,
        };
    }

    /// <summary>Reads and checks everything before anything is taken over.</summary>
    /// <exception cref="SessionMismatchException">The file is no session of this model and batch, or does not fit its length.</exception>
    public static (int[] Positions, List<(string Path, TensorData Values)> States) Read(
        SafetensorsReader file, string source, string model, SessionPlan plan, int maxLength, int batch, SessionStates memory)
    {
        var positions = Positions(file, source, model, plan, maxLength, batch);
        var mismatches = new List<string>();
        var wanted = memory.List(plan.Axis).Select(info => info.Name).ToList();
        foreach (var path in wanted)
        {
            var (type, shape) = memory.TypeOf(path, positions);
            var expected = new SafetensorsEntry(path, SafetensorsType.Of(type), shape);
            if (!file.TryFind(path, out var entry))
                mismatches.Add($"missing: {expected}");
            else if (entry.Type != expected.Type || !entry.Shape.SequenceEqual(shape))
                mismatches.Add($"expected {expected}, but the file has {entry}");
        }

        mismatches.AddRange(file.Entries.Where(entry => !wanted.Contains(entry.Name)).Select(entry => $"unexpected: {entry}"));
        if (mismatches.Count > 0)
            throw new SessionMismatchException(source, string.Join("; ", mismatches));
        return (positions, wanted.Select(path => (path, file.Read(path))).ToList());
    }

    private static int[] Positions(SafetensorsReader file, string source, string model, SessionPlan plan, int maxLength, int batch)
    {
        if (!file.Metadata.TryGetValue(Model, out var name) || !file.Metadata.TryGetValue(Fingerprint, out var fingerprint) ||
            !file.Metadata.TryGetValue(Batch, out var rows) || !file.Metadata.TryGetValue(Position, out var text))
            throw new SessionMismatchException(source, "this is not a saved session");
        if (name != model)
            throw new SessionMismatchException(source, $"this is a session of the model {name}, not of {model}");
        if (fingerprint != plan.Fingerprint)
            throw new SessionMismatchException(source, $"this is a session of another version of {model}");
        if (rows != batch.ToString(CultureInfo.InvariantCulture))
            throw new SessionMismatchException(source, $"this session has a batch of {rows}, not of {batch}");
        var positions = text.Split(',')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1)
            .ToArray();
        if (positions.Length != batch || positions.Contains(-1))
            throw new SessionMismatchException(source, $"'{text}' are not the positions of {batch} {(batch == 1 ? "sequence" : "sequences")}");
        if (positions.Max() > maxLength)
            throw new SessionMismatchException(source, $"this session is at step {positions.Max()}, but the one that loads it takes at most {maxLength}");
        if (plan.RowObstacle is not null && positions.Distinct().Count() > 1)
            throw new SessionMismatchException(source, $"its rows are at the positions {text}, but those of {model} cannot differ");
        return positions;
    }
}
