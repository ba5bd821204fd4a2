using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Modelwright.Benchmarks.Running;

namespace Modelwright.Benchmarks.FrontEnd;

/// <summary>The first compilation of a process: this program starts itself with a text and prints what it took.</summary>
internal static class ColdStart
{
    private const string Name = "first-compilation";

    /// <summary>Ours and Roslyn's, each in fresh processes.</summary>
    public static IReadOnlyList<(Cost Ours, Cost Peer)> Measure(ModelText text, Effort effort)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark");
        try
        {
            var (model, code) = (Path.Combine(folder.FullName, "cold.model"), Path.Combine(folder.FullName, "cold.cs"));
            File.WriteAllText(model, text.Text);
            File.WriteAllText(code, text.Compile());
            return [.. Enumerable.Range(0, effort.Processes).Select(_ => (Start(model, text), Start(code, text)))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What such a process does.</summary>
    public static Command Command()
    {
        var file = new Argument<FileInfo>("file");
        var constants = new Argument<string[]>("constants") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name) { file, constants };
        command.Hidden = true;
        command.SetAction(parsed => Console.WriteLine(Format(First(parsed.GetValue(file)!, parsed.GetValue(constants)!))));
        return command;
    }

    private static Cost First(FileInfo file, string[] constants)
    {
        var text = File.ReadAllText(file.FullName);
        if (file.Extension == ".cs")
        {
            var roslyn = new Roslyn();
            return Cost.Of(() => roslyn.Check(text));
        }

        var model = new ModelText(text, constants.Select(c => c.Split('=')).ToDictionary(c => c[0], c => c[1]));
        return Cost.Of(() => model.Compile());
    }

    private static Cost Start(string file, ModelText text)
    {
        // The program itself, even where `dotnet` was given its assembly.
        var program = Path.ChangeExtension(typeof(ColdStart).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null);
        var start = new ProcessStartInfo(program, [Name, file, .. text.Constants.Select(c => $"{c.Key}={c.Value}")])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Read(line) : throw new InvalidOperationException($"{Name} of {file} failed");
    }

    private static string Format(Cost cost) => FormattableString.Invariant($"{cost.Milliseconds:R} {cost.Bytes:R}");

    private static Cost Read(string line) =>
        line.Split(' ') is [var milliseconds, var bytes]
            ? new Cost(double.Parse(milliseconds, CultureInfo.InvariantCulture), double.Parse(bytes, CultureInfo.InvariantCulture))
            : throw new FormatException(line);
}
