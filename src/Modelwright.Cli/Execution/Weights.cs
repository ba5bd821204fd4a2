using System.CommandLine;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Modelwright.Dynamic;

namespace Modelwright.Cli.Execution;

/// <summary>
/// The parameters of a model from the file that <c>--weights</c> names, laid out as <c>--checkpoint</c> says; a model without
/// parameters needs none.
/// </summary>
internal sealed class Weights : IDisposable
{
    private readonly string? _path;
    private readonly string? _checkpoint;
    private readonly ParameterSet _parameters;

    private Weights(string? path, string? checkpoint, ModelGraph model)
    {
        (_path, _checkpoint) = (path, checkpoint);
        var parameters = Description.Parameters(model);
        _parameters = path is null
            ? ParameterSet.Initialize(seed: 0, parameters)
            : ParameterSet.Load(path, parameters, Description.Checkpoints(model), checkpoint);
    }

    /// <summary>Opens the file that the options name.</summary>
    /// <exception cref="UserException">There is no such file or checkpoint, or none is named.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">The file does not fit the model.</exception>
    public static Weights Open(ParseResult parsed, WeightsOptions options, ModelGraph model)
    {
        var (path, checkpoint) = (parsed.GetValue(options.File), parsed.GetValue(options.Checkpoint));
        if (path is null && model.AllParameters().Count > 0)
            throw new UserException($"{model.Name} has parameters: give their file with --weights");
        if (checkpoint is not null && model.Checkpoints.All(c => c.Name != checkpoint))
        {
            var names = model.Checkpoints.Select(c => c.Name).Where(n => n.Length > 0).ToList();
            var known = names.Count == 0 ? "it has none with a name" : "it has " + string.Join(", ", names.Select(n => $"'{n}'"));
            var near = Spelling.Closest(checkpoint, names) is { } closest ? $"; did you mean '{closest}'?" : "";
            throw new UserException($"{model.Name} has no checkpoint '{checkpoint}': {known}{near}");
        }

        return new Weights(path is null ? null : ExistingFile.Require(path), checkpoint, model);
    }

    /// <summary>A parameter's values.</summary>
    public TensorData Read(string path) => _parameters.Read(path);

    /// <summary>The compiled model with these weights.</summary>
    public IModel Fill(DynamicModel model, Modelwright.ModelOptions? options = null) =>
        _path is null ? model.Initialize(seed: 0, options) : model.Load(_path, _checkpoint, options);

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();
}
