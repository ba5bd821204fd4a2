using Modelwright.Compiler.Graph;
using Modelwright.Onnx;

namespace Modelwright.OnnxRuntime.Verification;

/// <summary>Draws inputs that a model accepts.</summary>
/// <param name="model">The model, without calls.</param>
/// <param name="random">Decides everything.</param>
internal sealed class RandomInputs(ModelGraph model, Random random)
{
    private const int LongestAxis = 8;
    private const int UnboundedInteger = 8;

    private readonly ILookup<string, Dim> _indexBounds = IndexBounds.Of(model);

    /// <summary>Inputs whose symbolic axes all have length 1.</summary>
    public IReadOnlyDictionary<string, TensorData> Shortest() => Draw(_ => 1);

    /// <summary>Inputs whose symbolic axes have short random lengths.</summary>
    public IReadOnlyDictionary<string, TensorData> Next()
    {
        var extents = new Dictionary<string, long>(StringComparer.Ordinal);
        return Draw(symbol => extents.TryGetValue(symbol, out var known) ? known : extents[symbol] = random.Next(2, LongestAxis + 1));
    }

    private Dictionary<string, TensorData> Draw(Func<string, long> extent) =>
        model.Inputs.ToDictionary(port => port.Name, port => Draw(port, extent), StringComparer.Ordinal);

    private TensorData Draw(Port port, Func<string, long> extent)
    {
        var shape = port.Type.Shape.Select(dim => checked((int)dim.Evaluate(extent))).ToArray();
        var bound = (int)_indexBounds[port.Name].Select(dim => dim.Present.Evaluate(extent)).DefaultIfEmpty(UnboundedInteger).Min();
        var data = new double[shape.Aggregate(1, (product, n) => product * n)];
        for (var i = 0; i < data.Length; i++)
            data[i] = port.Type.Element.IsFloat() ? Normal() : random.Next(port.Type.Element.IsInteger() ? bound : 2);
        return TensorBytes.Create(port.Type.Element, data, shape);
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
