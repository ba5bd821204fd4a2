using System.Diagnostics;
using System.Globalization;

namespace Modelwright.Benchmarks.Processes;

/// <summary>A program of this repository, published as native code.</summary>
internal sealed class NativeProgram
{
    private readonly string _path;

    private NativeProgram(string path) => _path = path;

    /// <summary>Publishes a project of the tests, or takes what was published before; null where only that was asked for and there is nothing.</summary>
    public static NativeProgram? Find(string project, bool onlyPublished)
    {
        var root = Root();
        var folder = Path.Combine(root, "tests", project, "bin", "native");
        var path = Path.Combine(folder, OperatingSystem.IsWindows() ? project + ".exe" : project);
        if (!onlyPublished)
        {
            using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, "tests", project), "-c", "Release", "-o", folder, "-v", "q", "--nologo"])
            {
                RedirectStandardOutput = true,
            })!;
            var output = publish.StandardOutput.ReadToEnd();
            publish.WaitForExit();
            if (publish.ExitCode != 0)
                throw new InvalidOperationException($"{project} cannot be published:\n{output}");
        }

        return File.Exists(path) ? new NativeProgram(path) : null;
    }

    /// <summary>The byte that the model expects after so many, and the peak of the memory in use, in bytes.</summary>
    public (int Byte, double Peak) NextByte(string model, int length)
    {
        using var process = Process.Start(new ProcessStartInfo(_path, ["next-byte", model, length.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line.Split(' ') is [var next, var peak]
            ? (int.Parse(next, CultureInfo.InvariantCulture), double.Parse(peak, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{Path.GetFileName(_path)} printed '{line}'");
    }

    /// <summary>The folder that the solution lies in.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Compiler.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("run the benchmarks in their repository");
        return folder.FullName;
    }
}
