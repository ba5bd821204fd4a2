using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Mappings;

/// <summary>Which lines of a file's mappings named something in a model, and the paths that they could have named.</summary>
internal sealed class MappingLines
{
    private readonly HashSet<MappingEntry> _used = [];
    private readonly List<string> _paths = [];

    /// <summary>Notes the paths of a model.</summary>
    public void AddPaths(IEnumerable<string> paths) => _paths.AddRange(paths);

    /// <summary>Notes that a line named something.</summary>
    public void Use(MappingEntry entry) => _used.Add(entry);

    /// <summary>Reports the lines that named nothing in any model.</summary>
    public void ReportUnused(SourceText source, IEnumerable<MappingDeclaration> mappings, DiagnosticBag diagnostics)
    {
        foreach (var mapping in mappings)
        {
            foreach (var entry in mapping.Entries.Where(e => !_used.Contains(e)))
            {
                var kind = mapping.Keyword == "checkpoint" ? "parameter" : "parameter or state";
                var near = Nearest(entry.Pattern) is { } path ? $"; the nearest is '{path}'" : "";
                diagnostics.Report(Diagnostics.UnmatchedPattern, new Location(source, PatternSpan(entry)), $"'{entry.Pattern}' names no {kind}{near}");
            }
        }
    }

    /// <summary>Where the pattern of a line stands.</summary>
    public static TextSpan PatternSpan(MappingEntry entry) => new(entry.Span.Start, entry.Pattern.Length);

    /// <summary>The path that a pattern may have meant: what is inside it, what is spelt like it, or what shares most names with it.</summary>
    private string? Nearest(string pattern)
    {
        if (_paths.Exists(p => PathPattern.Match(pattern + ".*", p) is not null))
            return pattern + ".*";
        var candidates = (PathPattern.Stars(pattern) > 0 ? _paths.Select(Starred).Concat(_paths) : _paths).Distinct(StringComparer.Ordinal).ToList();
        var names = pattern.Split('.').Where(n => n != "*").ToList();
        return Spelling.Closest(pattern, candidates) ?? candidates
            .Select(c => (Path: c, Shared: c.Split('.').Intersect(names).Count()))
            .Where(c => c.Shared > 0).OrderByDescending(c => c.Shared).Select(c => c.Path).FirstOrDefault();
    }

    private static string Starred(string path) => string.Join(".", path.Split('.').Select(name => char.IsDigit(name[0]) ? "*" : name));
}
