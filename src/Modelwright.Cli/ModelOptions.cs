using System.CommandLine;
using Modelwright.Cli.Diagnostics;
using Modelwright.Compiler;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Cli;

/// <summary>The arguments that choose a model: <c>FILE [--model NAME] [--set name=value]…</c>.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string> _file = new("FILE") { Description = "The .model file." };

    private readonly Option<string?> _model = new("--model")
    {
        HelpName = "NAME", Description = "Which of the file's models, where it has several.",
    };

    private readonly Option<Dictionary<string, string>?> _constants = new("--set")
    {
        HelpName = "name=value", Description = "Replaces a constant of the model; may be given several times.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var constants = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var token in result.Tokens)
            {
                var (name, value) = token.Value.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : ("", "");
                if (name.Length == 0 || value.Length == 0)
                    result.AddError($"--set takes name=value, not '{token.Value}'");
                else if (!constants.TryAdd(name, value))
                    result.AddError($"--set gives '{name}' twice");
            }

            return constants;
        },
    };

    /// <summary>A command with these arguments first.</summary>
    public Command Command(string name, string description) => new(name, description) { _file, _model, _constants };

    /// <summary>Compiles the chosen model; warnings go to the error stream.</summary>
    /// <exception cref="ModelCompilationException">The file has errors.</exception>
    /// <exception cref="UserException">There is no such file, or no such choice.</exception>
    public CompiledModel Compile(ParseResult parsed)
    {
        var source = ModelFiles.Read(ExistingFile.Require(parsed.GetRequiredValue(_file)));
        var result = ModelCompiler.Compile([source], new CompileOptions
        {
            Model = parsed.GetValue(_model) ?? OnlyModel(source),
            Constants = parsed.GetValue(_constants) ?? [],
            Import = ModelFiles.Importer([source]),
            Importable = ModelFiles.Beside,
        });
        if (result.HasErrors)
            throw new ModelCompilationException(result.Diagnostics);
        TextReport.Write(result.Diagnostics, parsed.InvocationConfiguration.Error);
        return new CompiledModel(result.Models.Single(), result.Sources);
    }

    // The name of the only model of a file; null where a syntax error may hide others, which compiling reports.
    private static string? OnlyModel(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var models = Parser.Parse(source, diagnostics).Declarations
            .OfType<CallableDeclaration>()
            .Where(declaration => declaration.Kind == CallableKind.Model)
            .Select(declaration => declaration.Name.Text)
            .ToList();
        return models switch
        {
            _ when diagnostics.HasErrors => null,
            [var only] => only,
            [] => throw new UserException($"{source.Path} declares no model"),
            _ => throw new UserException($"{source.Path} declares the models {string.Join(", ", models)}: choose one with --model"),
        };
    }
}
