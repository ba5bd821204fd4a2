using Modelwright.Compiler.Graph;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Fuzz;

/// <summary>Inputs and weights of a model: floats between -1 and 1, integers from 0 to 3.</summary>
internal sealed class RandomTensors
{
    private readonly Random _random;
    private readonly Dictionary<string, int> _sizes;

    public RandomTensors(ModelGraph graph, int seed)
    {
        _random = new Random(seed);
        _sizes = new Dictionary<string, int> { ["B"] = 1 + (seed % 3), ["T"] = 1 + (seed % 7) };
        Weights = graph.AllParameters().ToDictionary(p => p.Path, p => Make(p.Type));
        Inputs = graph.Inputs.ToDictionary(p => p.Name, p => Make(p.Type));
    }

    public Tensors Inputs { get; }

    public Tensors Weights { get; }

    private TensorData Make(TensorType type)
    {
        int[] shape = [.. type.Shape.Select(extent => (int)extent.Evaluate(symbol => _sizes[symbol]))];
        var count = shape.Aggregate(1, (product, extent) => product * extent);
        return type.Element switch
        {
            Compiler.Graph.ElementType.Int64 => TensorData.Of([.. Enumerable.Range(0, count).Select(_ => (long)_random.Next(4))], shape),
            Compiler.Graph.ElementType.Bool => TensorData.Of([.. Enumerable.Range(0, count).Select(_ => _random.Next(2) == 1)], shape),
            _ => TensorData.Of([.. Enumerable.Range(0, count).Select(_ => (float)((2 * _random.NextDouble()) - 1))], shape),
        };
    }
}
