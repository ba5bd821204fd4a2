using Modelwright.Compiler.Graph;
using ElementType = Modelwright.ElementType;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Fuzz;

/// <summary>Inputs and weights of a model: floats between -1 and 1, int64 from 0 to 3, other integers as far as 8 bits go.</summary>
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
        var element = (ElementType)type.Element;
        return Numbers.Tensor(element, [.. Enumerable.Range(0, count).Select(_ => Number(element))], shape);
    }

    private double Number(ElementType element) => element switch
    {
        ElementType.Int64 => _random.Next(4),
        ElementType.Bool => _random.Next(2),
        ElementType.Int32 or ElementType.Int8 => _random.Next(-128, 128),
        ElementType.UInt8 => _random.Next(256),
        _ => (2 * _random.NextDouble()) - 1,
    };
}
