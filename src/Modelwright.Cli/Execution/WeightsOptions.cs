using System.CommandLine;

namespace Modelwright.Cli.Execution;

/// <summary>The options that name a file of weights: <c>[--weights W.safetensors] [--checkpoint NAME]</c>.</summary>
internal sealed class WeightsOptions
{
    /// <summary>The file.</summary>
    public Option<string?> File { get; } = new("--weights")
    {
        HelpName = "W.safetensors", Description = "The parameters by path; a model without parameters needs none.",
    };

    /// <summary>How it is laid out.</summary>
    public Option<string?> Checkpoint { get; } = new("--checkpoint")
    {
        HelpName = "NAME", Description = "The checkpoint of the model that the file of weights is; the unnamed one if not given.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(File);
        command.Add(Checkpoint);
    }
}
