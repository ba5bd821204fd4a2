using System.CommandLine;
using Modelwright.Cli.Diagnostics;
using Modelwright.Cli.Formatting;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;

namespace Modelwright.Cli.Commands;

/// <summary><c>fmt [PATH…] [--check]</c>: writes files in the canonical style.</summary>
internal static class FormatCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Files, and folders with .model files; the current folder where none is given.",
        };
        var check = new Option<bool>("--check") { Description = "Changes nothing, and fails where a file would change." };
        var command = new Command("fmt", "Formats .model files and prints which of them change.") { paths, check };
        command.SetAction((parsed, cancellation) => CommandLine.Interruptible(
            () =>
            {
                var given = parsed.GetValue(paths) is { Length: > 0 } some ? some : ["."];
                var failed = false;
                foreach (var file in ModelFileSearch.Below(given))
                    failed |= !Format(file, parsed.GetValue(check), parsed.InvocationConfiguration, cancellation);
                return failed ? 1 : 0;
            },
            cancellation));
        return command;
    }

    private static bool Format(string path, bool onlyCheck, InvocationConfiguration console, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var file = Utf8File.Read(ExistingFile.Require(path));
            var diagnostics = new DiagnosticBag();
            var formatted = Formatter.Format(new SourceText(path, file.Text), diagnostics);
            TextReport.Write(diagnostics.Items, console.Error);
            if (formatted is null || formatted == file.Text)
                return formatted is not null;
            if (!onlyCheck)
                (file with { Text = formatted }).Replace(cancellation);
            console.Output.WriteLine(path);
            return !onlyCheck;
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"error: {e.Message}");
            return false;
        }
    }
}
