using System.Text;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli;

/// <summary>Reads <c>.model</c> files.</summary>
internal static class SourceFiles
{
    /// <summary>Reads a file. Bytes that are not UTF-8 become U+FFFD, which the compiler reports where it stands.</summary>
    /// <exception cref="UserException">There is no such file, or it cannot be read.</exception>
    public static SourceText Read(string path)
    {
        if (Directory.Exists(path))
            throw new UserException($"'{path}' is a directory, not a .model file");
        if (!File.Exists(path))
            throw new UserException($"there is no file '{path}'");
        using var reader = new StreamReader(path, Encoding.UTF8);
        return new SourceText(path, ReadBounded(reader));
    }

    /// <summary>Reads the file that another imports, relative to it; null where there is none.</summary>
    public static SourceText? Import(string importingPath, string name)
    {
        var path = Path.Combine(Path.GetDirectoryName(importingPath) ?? "", name);
        return File.Exists(path) ? Read(path) : null;
    }

    // One character more than the compiler accepts is enough for it to say so.
    private static string ReadBounded(TextReader reader)
    {
        var text = new char[SourceText.MaximumLength + 1];
        return new string(text, 0, reader.ReadBlock(text));
    }
}
