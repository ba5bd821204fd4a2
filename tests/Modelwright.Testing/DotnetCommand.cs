using System.Diagnostics;
using System.Text;

namespace Modelwright.Testing;

/// <summary>Runs the <c>dotnet</c> that runs the tests.</summary>
public static class DotnetCommand
{
    /// <summary>Runs <c>dotnet</c> in <paramref name="folder"/> and returns its exit code and all that it printed.</summary>
    public static async Task<DotnetResult> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the surrounding `dotnet test` sets for its own MSBuild would mislead this one.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return new DotnetResult(process.ExitCode, output.ToString());

        void Keep(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is not null)
            {
                lock (output)
                {
                    output.Append(e.Data).Append('\n');
                }
            }
        }
    }
}

/// <summary>What a run of <c>dotnet</c> gave; standard output and error as they came.</summary>
public sealed record DotnetResult(int ExitCode, string Output)
{
    /// <summary>Throws with the output unless the exit code is 0.</summary>
    public DotnetResult ShouldSucceed() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"dotnet exited with {ExitCode}:\n{Output}");
}
