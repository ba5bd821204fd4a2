using System.Text;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli;

/// <summary>Reads <c>.model</c> files and what they import.</summary>
internal static class SourceFiles
{
    /// <summary>Reads a file. Bytes that are not UTF-8 become U+FFFD, which the compiler reports where it stands.</summary>
    /// <exception cref="UserException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SourceText Read(string path)
    {
        using var reader = new StreamReader(ExistingFile.Require(path), Encoding.UTF8);
        return new SourceText(path, ReadBounded(reader));
    }

    /// <summary>Finds imported files beside the importing file; each is read once, by whatever path it is named.</summary>
    public static Func<string, string, SourceText?> Importer(SourceText root)
    {
        var known = new Dictionary<string, SourceText>(StringComparer.Ordinal) { [Path.GetFullPath(root.Path)] = root };
        return (importing, name) =>
        {
            var path = Path.Combine(Path.GetDirectoryName(importing) ?? "", name);
            if (!File.Exists(path))
                return null;
            var key = Path.GetFullPath(path);
            return known.TryGetValue(key, out var source) ? source : known[key] = Read(path);
        };
    }

    // One character more than the compiler accepts is enough for it to say so.
    private static string ReadBounded(StreamReader reader)
    {
        var text = new char[Parser.LargestFile + 1];
        return new string(text, 0, reader.ReadBlock(text));
    }
}
