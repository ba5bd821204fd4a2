namespace Modelwright.Cli.Tests;

/// <summary>What a run of the command gave; paths of the test's folder are cut to <c>./</c>.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error);

/// <summary>Runs the command in process.</summary>
internal static class Cli
{
    public static async Task<Outcome> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, output, error);
        return new Outcome(exitCode, Shorten(output), Shorten(error));

        string Shorten(StringWriter text) => text.ToString().Replace(folder.Path + Path.DirectorySeparatorChar, "./", StringComparison.Ordinal);
    }
}
