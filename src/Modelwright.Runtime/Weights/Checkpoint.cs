namespace Modelwright;

/// <summary>Where a file written by another program keeps a model's parameters.</summary>
/// <param name="Name">The name in the <c>.model</c> file; empty for the one that is used unless another is asked for.</param>
/// <param name="Lines">Patterns of the parameters' paths with what is read; parameters that none names are read under their paths.</param>
public sealed record Checkpoint(string Name, IReadOnlyList<CheckpointLine> Lines)
{
    /// <summary>The parameters' own names.</summary>
    internal static Checkpoint Own { get; } = new("", []);

    /// <summary>The parameters' own names, and what is not read all the same.</summary>
    internal Checkpoint WithOwnNames => Own with { Lines = [.. Lines.Where(l => l.Pattern == PathPattern.Nothing)] };

    /// <summary>The checkpoint of a name; null asks for the unnamed one, or the parameters' own names where there is none.</summary>
    /// <exception cref="ArgumentException">None has this name.</exception>
    public static Checkpoint Choose(IReadOnlyList<Checkpoint> checkpoints, string? name) =>
        checkpoints.FirstOrDefault(c => c.Name == (name ?? "")) ?? (name is null
            ? Own
            : throw new ArgumentException(
                $"there is no checkpoint '{name}'; there is {string.Join(", ", checkpoints.Where(c => c.Name.Length > 0).Select(c => $"'{c.Name}'").DefaultIfEmpty("none with a name"))}",
                nameof(name)));

    /// <summary>What is read for a parameter.</summary>
    internal CheckpointSource SourceOf(ParameterInfo parameter)
    {
        // A lone star is for what no other line names.
        foreach (var line in Lines.Where(l => l.Pattern != PathPattern.Nothing).OrderBy(l => l.Pattern == PathPattern.Rest))
        {
            if (PathPattern.Match(line.Pattern, parameter.Path) is { } stars)
                return line.Source.Fill(stars, parameter.Shape);
        }

        return new CheckpointSource.Tensor(parameter.Path);
    }

    /// <summary>Whether a tensor of the file is named as one that nothing reads.</summary>
    internal bool Ignores(string name) => Lines.Any(l =>
        l is { Pattern: PathPattern.Nothing, Source: CheckpointSource.Tensor(var pattern) } && PathPattern.Match(pattern, name) is not null);
}

/// <summary>One line of a checkpoint.</summary>
/// <param name="Pattern">A pattern of paths, or <c>_</c> for tensors of the file that nothing reads.</param>
/// <param name="Source">What is read; the stars of its names stand for what those of the pattern do.</param>
public sealed record CheckpointLine(string Pattern, CheckpointSource Source);
