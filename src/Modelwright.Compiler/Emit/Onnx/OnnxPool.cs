using System.Globalization;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>What a model's graph and the bodies inside it share: constants and parameters, each once, and one space of names.</summary>
internal sealed class OnnxPool(int opset, int chunk, IReadOnlyList<Port> inputs)
{
    private const int SpelledOut = 8;

    private readonly List<OnnxTensor> _initializers = [];
    private readonly Dictionary<(TensorType, EquatableList<double>), string> _constants = [];
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The version of the standard operator set.</summary>
    public int Opset => opset;

    /// <summary>How many steps of a linear recurrence are computed together.</summary>
    public int Chunk => chunk;

    /// <summary>Constants and parameters so far.</summary>
    public IReadOnlyList<OnnxTensor> Initializers => _initializers;

    /// <summary>A constant, added unless there is an equal one.</summary>
    public string Constant(TensorType type, EquatableList<double> data)
    {
        if (!_constants.TryGetValue((type, data), out var name))
        {
            _constants[(type, data)] = name = Unique("/" + Spell(type, data));
            _initializers.Add(new OnnxTensor(name, type.Element, Extents(type), data));
        }

        return name;
    }

    /// <summary>A parameter by its full path.</summary>
    public string Parameter(string path, TensorType type)
    {
        if (_parameters.Add(path))
            _initializers.Add(new OnnxTensor(path, type.Element, Extents(type), null));
        return path;
    }

    /// <summary>The input and the axis that tell a symbol's extent.</summary>
    public (string Input, int Axis) Source(string symbol)
    {
        foreach (var port in inputs)
        {
            for (var axis = 0; axis < port.Type.Shape.Rank; axis++)
            {
                if (port.Type.Shape[axis].SymbolName == symbol)
                    return (port.Name, axis);
            }
        }

        throw new GraphException($"no input tells the size of the dimension '{symbol}'");
    }

    /// <summary>A name that no other value has: the given one, or that and a number.</summary>
    public string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_taken.Add(unique); i++)
            unique = $"{name}_{i.ToString(CultureInfo.InvariantCulture)}";
        return unique;
    }

    private static List<long> Extents(TensorType type) => type.Shape.Select(extent => extent.Value!.Value).ToList();

    private static string Spell(TensorType type, EquatableList<double> data)
    {
        if (data.Count > SpelledOut)
            return "constant";
        var items = string.Join(", ", data.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
        return type.Shape.Rank == 0 ? items : $"[{items}]";
    }
}
