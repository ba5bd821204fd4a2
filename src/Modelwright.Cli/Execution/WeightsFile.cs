using Modelwright.Compiler.Graph;

namespace Modelwright.Cli.Execution;

/// <summary>Reads a model's weights from the file that <c>--weights</c> names.</summary>
internal static class WeightsFile
{
    /// <summary>Opens the weights; a model without parameters needs none.</summary>
    /// <exception cref="UserException">There is no such file, or none is named.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">The file does not fit the model.</exception>
    public static ParameterSet Open(string? path, ModelGraph model)
    {
        var parameters = model.AllParameters().Select(Describe).ToList();
        if (path is not null)
            return ParameterSet.Load(ExistingFile.Require(path), parameters);
        return parameters.Count == 0
            ? ParameterSet.Initialize(seed: 0, parameters)
            : throw new UserException($"{model.Name} has {parameters.Count} parameters: name their file with --weights");
    }

    private static ParameterInfo Describe(Parameter parameter) => new(
        parameter.Path,
        (ElementType)parameter.Type.Element,
        [.. parameter.Type.Shape.Select(extent => checked((int)extent.Value!.Value))],
        new Initializer.Constant(0),
        parameter.IsBuffer);
}
