using Modelwright.Compiler.Syntax;

namespace Modelwright.Dynamic;

/// <summary>Reads <c>.model</c> files and what they import from disk.</summary>
public static class ModelFiles
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SourceText Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>An importer that looks beside the importing file and reads every file once.</summary>
    public static Func<string, string, SourceText?> Importer(IEnumerable<SourceText> sources)
    {
        var known = sources.ToDictionary(source => Path.GetFullPath(source.Path));
        return (importer, import) =>
        {
            var path = Path.Combine(Path.GetDirectoryName(importer) ?? "", import);
            var key = Path.GetFullPath(path);
            if (!known.TryGetValue(key, out var source) && File.Exists(path))
                known.Add(key, source = Read(path));
            return source;
        };
    }
}
