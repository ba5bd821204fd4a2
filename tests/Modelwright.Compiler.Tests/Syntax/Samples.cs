using System.Runtime.CompilerServices;

namespace Modelwright.Compiler.Tests.Syntax;

/// <summary>The model files in the folder Samples.</summary>
internal static class Samples
{
    public static IReadOnlyList<string> Names { get; } =
        Directory.GetFiles(Folder(), "*.model").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "Samples");
}
