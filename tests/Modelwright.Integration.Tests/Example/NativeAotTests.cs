using System.Diagnostics;

namespace Modelwright.Integration.Tests.Example;

/// <summary>The generated class and the runtime in a program without a JIT and without reflection.</summary>
public class NativeAotTests
{
    [NativeToolchainFact]
    public async Task A_native_program_gives_the_figures_of_the_card()
    {
        var root = RepositoryRoot();
        var output = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var project = Path.Combine(root, "tests", "Modelwright.Aot");
            await Run("dotnet", root, "publish", project, "-c", "Release", "-o", output, "-nodeReuse:false");

            var program = Path.Combine(output, OperatingSystem.IsWindows() ? "Modelwright.Aot.exe" : "Modelwright.Aot");
            var lines = (await Run(program, root, Checkpoint.Folder)).Split('\n', 2);
            double.Parse(lines[0]).ShouldBe(Checkpoint.Card.NatsPerByte, 1e-3);
            lines[1].TrimEnd('\r', '\n').ShouldBe(Checkpoint.Card.Continuation);
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static async Task<string> Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // A compiler server would keep the pipes open after the build has ended.
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Compiler.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
