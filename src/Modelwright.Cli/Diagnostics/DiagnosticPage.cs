namespace Modelwright.Cli.Diagnostics;

/// <summary>The page that explains a kind of diagnostic; pages are installed with the command.</summary>
internal static class DiagnosticPage
{
    /// <summary>Where the page is.</summary>
    public static Uri Link(string id) => new(FilePath(id));

    /// <summary>What the page says, in Markdown.</summary>
    public static string Read(string id) => File.ReadAllText(FilePath(id));

    private static string FilePath(string id) => Path.Combine(AppContext.BaseDirectory, "diagnostics", id + ".md");
}
