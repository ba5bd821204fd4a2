using System.CommandLine;
using Modelwright.Compiler;
using Modelwright.Compiler.Graph;

namespace Modelwright.Cli;

/// <summary>The arguments that choose a model: <c>FILE [--model NAME] [--set name=value]…</c>.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string> _file = new("FILE") { Description = "The .model file." };

    private readonly Option<string?> _model = new("--model")
    {
        HelpName = "NAME", Description = "Which of the file's models, where it has several.",
    };

    private readonly Option<Dictionary<string, string>> _constants = new("--set")
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
}
