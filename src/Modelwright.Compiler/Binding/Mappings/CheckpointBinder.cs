using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>Binds the <c>checkpoint</c> blocks of a file to a model: what each line reads, and that it can fit the parameters it names.</summary>
internal sealed class CheckpointBinder(BodyBinder body, IReadOnlyList<Parameter> parameters, MappingLines lines)
{
    /// <summary>A block as this model sees it: the lines that name something in it.</summary>
    public Checkpoint Bind(MappingDeclaration mapping)
    {
        var named = new Dictionary<string, MappingEntry>(StringComparer.Ordinal);
        var shapes = new Dictionary<string, (IReadOnlyList<long> Shape, string Path)>(StringComparer.Ordinal);
        var bound = new List<CheckpointLine>();
        // A lone star is for what no other line names, wherever it stands.
        foreach (var entry in mapping.Entries.OrderBy(e => e.Pattern == PathPattern.Rest))
        {
            if (entry.Pattern == PathPattern.Nothing)
            {
                lines.Use(entry);
                if (entry.Format is StringLiteral ignored)
                    bound.Add(new CheckpointLine(entry.Pattern, new CheckpointSource.Tensor(ignored.Text)));
                else if (entry.Format is not MissingExpression)
                    body.Report(Diagnostics.BadSource, entry.Format.Span, "the name of tensors that nothing reads stands here in quotes");
                continue;
            }

            var matches = parameters.Select(p => (Parameter: p, Stars: PathPattern.Match(entry.Pattern, p.Path)!)).Where(m => m.Stars is not null).ToList();
            if (matches.Count > 0)
                lines.Use(entry);
            if (entry.Pattern == PathPattern.Rest)
                matches.RemoveAll(m => named.ContainsKey(m.Parameter.Path));
            if (!IsNamedOnce(entry, matches.Select(m => m.Parameter.Path), named) || matches.Count == 0)
                continue;
            if (new SourceReader(body).Read(entry.Format) is { } source && Fits(entry, source, matches, shapes))
                bound.Add(new CheckpointLine(entry.Pattern, source));
        }

        return new Checkpoint(mapping.Name.Text, new EquatableList<CheckpointLine>(bound));
    }

    private bool IsNamedOnce(MappingEntry entry, IEnumerable<string> paths, Dictionary<string, MappingEntry> named)
    {
        foreach (var path in paths)
        {
            if (named.TryGetValue(path, out var first))
            {
                body.Report(
                    Diagnostics.NamedTwice, MappingLines.PatternSpan(entry), $"'{path}' is named by two lines: '{first.Pattern}' and '{entry.Pattern}'",
                    body.Note(MappingLines.PatternSpan(first), "the first of them"));
                return false;
            }

            named.Add(path, entry);
        }

        return true;
    }

    private bool Fits(
        MappingEntry entry, CheckpointSource source, IEnumerable<(Parameter Parameter, IReadOnlyList<string> Stars)> matches,
        Dictionary<string, (IReadOnlyList<long> Shape, string Path)> shapes)
    {
        foreach (var (parameter, stars) in matches)
        {
            try
            {
                foreach (var (name, shape) in SourceShapes.Of(source, parameter.Type.Shape.Select(d => d.Value!.Value).ToList(), stars))
                {
                    if (shape is null)
                        continue;
                    if (shapes.TryGetValue(name, out var known) && !known.Shape.SequenceEqual(shape))
                        throw new SourceMisfitException($"'{name}' would be [{string.Join(", ", shape)}], but for '{known.Path}' it is [{string.Join(", ", known.Shape)}]");
                    shapes[name] = (shape, parameter.Path);
                }
            }
            catch (SourceMisfitException e)
            {
                body.Report(Diagnostics.BadSource, entry.Format.Span, $"'{parameter.Path}' cannot be read like this: {e.Message}");
                return false;
            }
        }

        return true;
    }
}
