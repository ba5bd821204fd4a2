using System.CommandLine;
using Modelwright.Compiler;
using Modelwright.Dynamic;

namespace Modelwright.Cli.Commands;

/// <summary><c>check FILE…</c>: one line per diagnostic.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.OneOrMore, Description = "The .model files.",
        };
        var command = new Command("check", "Reports every error and warning of .model files.") { files };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            var failed = false;
            foreach (var file in parsed.GetRequiredValue(files).Distinct(StringComparer.Ordinal))
                failed |= !Check(file, output, error);
            return failed ? 1 : 0;
        });
        return command;
    }

    private static bool Check(string file, TextWriter output, TextWriter error)
    {
        try
        {
            var source = ModelFiles.Read(ExistingFile.Require(file));
            var result = ModelCompiler.Compile([source], new CompileOptions { Import = ModelFiles.Importer([source]) });
            foreach (var diagnostic in result.Diagnostics)
                output.WriteLine(diagnostic);
            return !result.HasErrors;
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"error: {e.Message}");
            return false;
        }
    }
}
