using System.CommandLine;
using Modelwright.Cli.Diagnostics;
using Modelwright.Compiler;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Cli.Commands;

/// <summary><c>check FILE… [--format text|json|sarif] [--warnings-as-errors]</c>: every diagnostic of files.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.OneOrMore, Description = "The .model files.",
        };
        var format = OptionParsing.Choice("--format", "How the diagnostics are written.", "text", "json", "sarif");
        var strict = new Option<bool>("--warnings-as-errors") { Description = "Takes warnings for errors." };
        var command = new Command("check", "Reports every error and warning of .model files.") { files, format, strict };
        command.SetAction(parsed =>
        {
            var diagnostics = new List<Diagnostic>();
            var allRead = true;
            foreach (var file in parsed.GetRequiredValue(files).Distinct(StringComparer.Ordinal))
                allRead &= Check(file, diagnostics, parsed.InvocationConfiguration.Error);
            var report = new Report(diagnostics, parsed.GetValue(strict));
            report.Write(parsed.GetRequiredValue(format), parsed.InvocationConfiguration.Output);
            return allRead && !report.HasErrors ? 0 : 1;
        });
        return command;
    }

    private static bool Check(string file, List<Diagnostic> diagnostics, TextWriter error)
    {
        try
        {
            var source = ModelFiles.Read(ExistingFile.Require(file));
            var result = ModelCompiler.Compile([source], new CompileOptions { Import = ModelFiles.Importer([source]), Importable = ModelFiles.Beside });
            diagnostics.AddRange(result.Diagnostics);
            return true;
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"error: {e.Message}");
            return false;
        }
    }
}
