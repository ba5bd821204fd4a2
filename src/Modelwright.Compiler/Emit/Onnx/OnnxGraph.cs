using System.Globalization;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>An ONNX graph while it is built: nodes and constants, each once, under unique names.</summary>
internal sealed class OnnxGraph(int opset, IReadOnlyList<Port> inputs)
{
    private const int SpelledOut = 8;

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _initializers = [];
    private readonly Dictionary<string, string> _resultOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(TensorType, EquatableList<double>), string> _constants = [];
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outputOf = new(StringComparer.Ordinal);

    /// <summary>The version of the standard operator set.</summary>
    public int Opset => opset;

    /// <summary>The nodes so far.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Constants and parameters so far.</summary>
    public IReadOnlyList<OnnxTensor> Initializers => _initializers;

    /// <summary>The result of a node, added unless there is an equal one.</summary>
    public string Node(string name, string opType, IReadOnlyList<string> inputs, IReadOnlyList<OnnxAttribute> attributes)
    {
        var key = OnnxPrinter.Expression(opType, inputs, attributes);
        if (!_resultOf.TryGetValue(key, out var result))
        {
            _resultOf[key] = result = Unique(name);
            _nodes.Add(new OnnxNode(result, opType, inputs, [result], attributes));
        }

        return result;
    }

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

    /// <summary>Makes a value an output under its own name, once all nodes are there.</summary>
    public void Output(string value, string output)
    {
        var producer = _nodes.FindIndex(node => node.Outputs[0] == value);
        if (producer < 0)
        {
            // An input, a parameter, a constant or an output already: it keeps the name it has.
            var source = _outputOf.TryGetValue(value, out var other) ? other : value;
            _nodes.Add(new OnnxNode(Unique($"/{output}/Identity"), "Identity", [source], [output], []));
            return;
        }

        _outputOf[value] = output;
        _nodes[producer] = _nodes[producer] with { Outputs = [output] };
        for (var i = 0; i < _nodes.Count; i++)
            _nodes[i] = _nodes[i] with { Inputs = _nodes[i].Inputs.Select(input => input == value ? output : input).ToList() };
    }

    private static List<long> Extents(TensorType type) => type.Shape.Select(extent => extent.Value!.Value).ToList();

    private static string Spell(TensorType type, EquatableList<double> data)
    {
        if (data.Count > SpelledOut)
            return "constant";
        var items = string.Join(", ", data.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
        return type.Shape.Rank == 0 ? items : $"[{items}]";
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_taken.Add(unique); i++)
            unique = $"{name}_{i.ToString(CultureInfo.InvariantCulture)}";
        return unique;
    }
}
