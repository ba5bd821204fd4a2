namespace Modelwright.Cli.Formatting;

/// <summary>Finds the <c>.model</c> files that paths mean.</summary>
internal static class ModelFileSearch
{
    // What a build writes and copies is nobody's source.
    private static readonly string[] BuildFolders = ["bin", "obj"];

    /// <summary>
    /// The files among the paths, and those below the folders among them, each once. Hidden folders, links and what a build
    /// writes are left out.
    /// </summary>
    public static IEnumerable<string> Below(IEnumerable<string> paths) =>
        paths.SelectMany(path => Directory.Exists(path) ? FilesIn(path) : [path])
            .DistinctBy(Path.GetFullPath, StringComparer.Ordinal);

    private static IEnumerable<string> FilesIn(string folder)
    {
        var options = new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        var files = Directory.EnumerateFiles(folder, "*.model", options);
        var below = Directory.EnumerateDirectories(folder, "*", options)
            .Where(child => !BuildFolders.Contains(Path.GetFileName(child), StringComparer.Ordinal));
        return [.. files.Order(StringComparer.Ordinal), .. below.Order(StringComparer.Ordinal).SelectMany(FilesIn)];
    }
}
