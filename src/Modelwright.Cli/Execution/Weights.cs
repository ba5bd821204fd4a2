using System.CommandLine;
using Modelwright.Compiler.Graph;
using Modelwright.Dynamic;

namespace Modelwright.Cli.Execution;

/// <summary>The parameters of a model from the file that <c>--weights</c> names; a model without parameters needs none.</summary>
internal sealed class Weights : IDisposable
{
    private readonly string? _path;
    private readonly ParameterSet _parameters;

    private Weights(string? path, IReadOnlyList<ParameterInfo> parameters)
    {
        _path = path;
        _parameters = path is null ? ParameterSet.Initialize(seed: 0, parameters) : ParameterSet.Load(path, parameters);
    }

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() => new("--weights")
    {
        HelpName = "W.safetensors", Description = "The parameters by path; a model without parameters needs none.",
    };

    /// <summary>Opens the file that the option names.</summary>
    /// <exception cref="UserException">There is no such file, or none is named.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">The file does not fit the model.</exception>
    public static Weights Open(string? path, ModelGraph model)
    {
        var parameters = model.AllParameters().Select(Describe).ToList();
        if (path is null && parameters.Count > 0)
            throw new UserException($"{model.Name} has parameters: give their file with --weights");
        return new Weights(path is null ? null : ExistingFile.Require(path), parameters);
    }

    /// <summary>A parameter's values.</summary>
    public TensorData Read(string path) => _parameters.Read(path);

    /// <summary>The compiled model with these weights.</summary>
    public IModel Fill(DynamicModel model) => _path is null ? model.Initialize(seed: 0) : model.Load(_path);

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    private static ParameterInfo Describe(Parameter parameter) => new(
        parameter.Path,
        (ElementType)parameter.Type.Element,
        [.. parameter.Type.Shape.Select(extent => checked((int)extent.Value!.Value))],
        new Initializer.Constant(0),
        parameter.IsBuffer);
}
