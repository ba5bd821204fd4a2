namespace Modelwright.Cli;

/// <summary>Says in one way that a file is missing.</summary>
internal static class ExistingFile
{
    /// <summary>The path, if there is a file.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static string Require(string path) =>
        File.Exists(path) ? path
        : Directory.Exists(path) ? throw new UserException($"'{path}' is a folder, not a file")
        : throw new UserException($"there is no file '{path}'");
}
