using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Fills the local feed with ONNX Runtime's packages, made from npm's, if the configured NuGet sources
/// lack them. MSBuild compiles this file when OnnxRuntime.targets runs it.
/// </summary>
public class PrepareOnnxRuntimeFeed : Task
{
    private const string BindingId = "Microsoft.ML.OnnxRuntime.Managed";

    /// <summary>The folder with the projects that ask, compile and pack.</summary>
    [Required]
    public string Folder { get; set; }

    /// <summary>The folder that NuGet.config names as a source.</summary>
    [Required]
    public string Feed { get; set; }

    [Required]
    public string PackageId { get; set; }

    [Required]
    public string PackageVersion { get; set; }

    [Required]
    public string NpmPackage { get; set; }

    [Required]
    public string NpmVersion { get; set; }

    public string NpmGpuPackage { get; set; }

    public string Flavor { get; set; }

    private string Work => Path.Combine(Folder, "obj");

    public override bool Execute()
    {
        Directory.CreateDirectory(Work);
        using (Lock(Path.Combine(Work, "feed.lock")))
        {
            try
            {
                var isInFeed = IsInFeed(BindingId) && IsInFeed(PackageId);
                if (!isInFeed && SourcesLackThePackages())
                {
                    MakeFeed();
                }
            }
            catch (FeedException e)
            {
                Log.LogError(e.Message);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private bool IsInFeed(string id) => File.Exists(Path.Combine(Feed, $"{id}.{PackageVersion}.nupkg"));

    // Only NuGet's own "no such package" and "no such version" count. Where a source can't be reached, the
    // restore that follows says so better.
    private bool SourcesLackThePackages()
    {
        var result = Dotnet("restore", Path.Combine(Folder, "Probe", "Probe.csproj"));
        return result.ExitCode != 0 && Regex.IsMatch(result.Output, @"\bNU110[123]\b");
    }

    private void MakeFeed()
    {
        var npm = FindNpm();
        var clock = Stopwatch.StartNew();
        var size = string.IsNullOrEmpty(NpmGpuPackage) ? 150 : 330;
        Say($"ONNX Runtime {PackageVersion} isn't on the NuGet sources; making it from npm, once (about {size} MB) ... ");

        var stage = Path.Combine(Work, "stage");
        if (Directory.Exists(stage))
        {
            Directory.Delete(stage, true);
        }

        Directory.CreateDirectory(stage);
        Unpack(npm, NpmPackage, stage);
        if (!string.IsNullOrEmpty(NpmGpuPackage))
        {
            Unpack(npm, NpmGpuPackage, stage);
        }

        var unpacked = Path.Combine(stage, "package");
        Pack("Managed", stage, unpacked);
        Pack("Native", stage, unpacked);

        Directory.CreateDirectory(Feed);
        foreach (var file in Directory.GetFiles(stage, "*.nupkg"))
        {
            var target = Path.Combine(Feed, Path.GetFileName(file));
            if (!File.Exists(target))
            {
                File.Move(file, target);
            }
        }

        Directory.Delete(stage, true);
        Say($"done in {(int)clock.Elapsed.TotalSeconds} s.{Environment.NewLine}");
    }

    private void Unpack(string npm, string package, string stage)
    {
        var archive = Path.Combine(stage, $"{package}-{NpmVersion}.tgz");
        Check("npm pack", Run(npm, stage, "pack", $"{package}@{NpmVersion}", "--pack-destination", stage));
        Check("tar -xzf", Run("tar", stage, "-xzf", archive));
        File.Delete(archive);
    }

    private void Pack(string project, string stage, string unpacked)
    {
        Check($"dotnet pack {project}", Dotnet(
            "pack", Path.Combine(Folder, project, $"{project}.csproj"),
            "-c", "Release",
            "-o", stage,
            $"-p:Unpacked={unpacked}",
            $"-p:OnnxRuntimeFlavor={Flavor}",
            $"-p:RestoreAdditionalProjectSources={stage}"));
    }

    private string FindNpm()
    {
        var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "npm.cmd" : "npm";
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            var path = folder.Length == 0 ? name : Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FeedException(
            $"{PackageId} {PackageVersion} isn't on the configured NuGet sources, and npm, from which it can be made, " +
            "isn't on the PATH. Install Node.js (it brings npm), or add a NuGet source that has the package.");
    }

    private (int ExitCode, string Output) Dotnet(params string[] arguments) => Run(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        Folder,
        arguments.Concat(new[] { "-nologo", "-v:quiet", "-nodeReuse:false" }).ToArray());

    private static (int ExitCode, string Output) Run(string program, string folder, params string[] arguments)
    {
        var quoted = "\"" + string.Join("\" \"", arguments) + "\"";
        var isScript = program.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);
        var start = isScript
            ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"\"{program}\" {quoted}\"")
            : new ProcessStartInfo(program, quoted);
        start.WorkingDirectory = folder;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        var output = new StringBuilder();
        void Keep(object sender, DataReceivedEventArgs e)
        {
            lock (output)
            {
                output.AppendLine(e.Data);
            }
        }

        try
        {
            using (var process = new Process { StartInfo = start })
            {
                process.OutputDataReceived += Keep;
                process.ErrorDataReceived += Keep;
                process.Start();
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                process.WaitForExit();
                return (process.ExitCode, output.ToString().Trim());
            }
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }
    }

    private static void Check(string step, (int ExitCode, string Output) result)
    {
        if (result.ExitCode != 0)
        {
            Say($"failed.{Environment.NewLine}");
            throw new FeedException(
                $"Making ONNX Runtime's packages from npm failed at `{step}` with exit code {result.ExitCode}:" +
                Environment.NewLine + result.Output);
        }
    }

    // Straight to the terminal: `dotnet run` shows nothing of a build but warnings and errors.
    private static void Say(string text)
    {
        Console.Error.Write(text);
        Console.Error.Flush();
    }

    // Several builds may start at once; the first one makes the feed and the others wait for it.
    private static FileStream Lock(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
    }

    private sealed class FeedException : Exception
    {
        public FeedException(string message)
            : base(message)
        {
        }
    }
}
