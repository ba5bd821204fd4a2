using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;
using Modelwright.Onnx;

namespace Modelwright.OnnxRuntime;

/// <summary>Runs a graph with the reference interpreter: in double precision, on tensors as models take them.</summary>
public static class ReferenceRunner
{
    /// <summary>Runs a model on whole sequences.</summary>
    /// <param name="graph">The model, before or after passes.</param>
    /// <param name="inputs">A tensor per input, by name.</param>
    /// <param name="parameters">The weights of each parameter, by path.</param>
    /// <returns>A tensor per output, by name, rounded to the output's type.</returns>
    /// <exception cref="ArgumentException">An input is missing or does not have the declared shape, or an index is outside its axis.</exception>
    public static IReadOnlyDictionary<string, TensorData> Run(
        ModelGraph graph, IReadOnlyDictionary<string, TensorData> inputs, Func<string, TensorData> parameters)
    {
        var weights = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        var outputs = Interpreter.Run(
            graph,
            inputs.ToDictionary(input => input.Key, input => ToDense(input.Value), StringComparer.Ordinal),
            path => weights.TryGetValue(path, out var known) ? known : weights[path] = ToDense(parameters(path)));
        return graph.Outputs.ToDictionary(
            port => port.Name, port => FromDense(port.Type.Element, outputs[port.Name]), StringComparer.Ordinal);
    }

    private static DenseTensor ToDense(TensorData tensor) => new(tensor.Shape.ToArray(), tensor.ToDoubles());

    private static TensorData FromDense(Compiler.Graph.ElementType type, DenseTensor tensor) =>
        TensorBytes.Create(type, tensor.Data, tensor.Shape);
}
