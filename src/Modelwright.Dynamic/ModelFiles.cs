using Modelwright.Compiler.Syntax;

namespace Modelwright.Dynamic;

/// <summary>Reads <c>.model</c> files and what they import from disk.</summary>
public static class ModelFiles
{
    /// <summary>
    /// Reads a file. Bytes that are not UTF-8 become U+FFFD; of a file larger than the compiler accepts only so much is read
    /// that the compiler can say so.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SourceText Read(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[Parser.LargestFile + 1];
        return new SourceText(path, new string(text, 0, reader.ReadBlock(text)));
    }

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

    /// <summary>The other <c>.model</c> files beside a file, by name.</summary>
    public static IEnumerable<string> Beside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.model").Select(file => Path.GetFileName(file)).Where(name => name != Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : [];
    }
}
