using System.Diagnostics;
using Modelwright.Testing;

namespace Modelwright.Integration.Tests.Example;

/// <summary>The generated class and the runtime in a program without a JIT and without reflection.</summary>
public class NativeAotTests
{
    [NativeToolchainFact]
    public async Task A_native_program_gives_the_figures_of_the_card()
    {
        var checkpoint = new Checkpoint("ByteLm");
        using var folder = new TemporaryFolder();
        var project = Path.Combine("tests", "Modelwright.Aot");
        (await DotnetCommand.RunAsync(Repository.Root, "publish", project, "-c", "Release", "-o", folder.Path)).ShouldSucceed();

        var program = folder[OperatingSystem.IsWindows() ? "Modelwright.Aot.exe" : "Modelwright.Aot"];
        using var process = Process.Start(new ProcessStartInfo(program, [checkpoint.Folder]) { RedirectStandardOutput = true })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).ReplaceLineEndings("\n").Split('\n', 2);

        double.Parse(lines[0]).ShouldBe(checkpoint.Card.NatsPerByte, 1e-3);
        lines[1].TrimEnd('\n').ShouldBe(checkpoint.Card.Continuation);
    }
}
