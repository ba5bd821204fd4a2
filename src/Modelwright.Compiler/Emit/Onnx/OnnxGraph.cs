using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// An ONNX graph while it is built: a model's, or a body inside one, which sees the values around it. A node stands in the
/// outermost graph that has its operands, so that a body computes only what differs from run to run; but a branch keeps its
/// nodes, because it may not run at all.
/// </summary>
internal sealed class OnnxGraph(OnnxPool pool, OnnxGraph? outer = null, bool isBranch = false)
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxValue> _inputs = [];
    private readonly Dictionary<string, string> _resultOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outputOf = new(StringComparer.Ordinal);

    /// <summary>What all graphs of the model share.</summary>
    public OnnxPool Pool => pool;

    /// <summary>The nodes so far.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>The graph of a body inside this one.</summary>
    public OnnxGraph Inside() => new(pool, this);

    /// <summary>The graph of a branch inside this one.</summary>
    public OnnxGraph Branch() => new(pool, this, isBranch: true);

    /// <summary>The result of a node, added unless there is an equal one.</summary>
    public string Node(string name, string opType, IReadOnlyList<string> inputs, IReadOnlyList<OnnxAttribute> attributes)
    {
        if (outer is not null && !isBranch && !inputs.Any(_own.Contains))
            return outer.Node(name, opType, inputs, attributes);
        var key = OnnxPrinter.Expression(opType, inputs, attributes);
        if (!_resultOf.TryGetValue(key, out var result))
            _resultOf[key] = result = Add(name, opType, inputs, [name], attributes)[0];
        return result;
    }

    /// <summary>Adds a node of several results, or one with a body.</summary>
    /// <param name="name">What to call the node.</param>
    /// <param name="opType">The operator.</param>
    /// <param name="inputs">Its operands.</param>
    /// <param name="outputs">What to call its results.</param>
    /// <param name="attributes">Its attributes.</param>
    public IReadOnlyList<string> Add(
        string name, string opType, IReadOnlyList<string> inputs, IEnumerable<string> outputs, IReadOnlyList<OnnxAttribute> attributes)
    {
        var results = outputs.Select(pool.Unique).ToList();
        _own.UnionWith(results);
        _nodes.Add(new OnnxNode(results.Count == 1 ? results[0] : pool.Unique(name), opType, inputs, results, attributes));
        return results;
    }

    /// <summary>An input of a body.</summary>
    public OnnxValue Input(string name, TensorType type)
    {
        var input = new OnnxValue(pool.Unique(name), type);
        _inputs.Add(input);
        _own.Add(input.Name);
        return input;
    }

    /// <summary>The finished body; each output is a value of its own, computed in it.</summary>
    public OnnxBody Body(string name, IReadOnlyList<OnnxValue> results)
    {
        var outputs = new List<OnnxValue>();
        foreach (var result in results)
        {
            var isOwn = _nodes.Exists(node => node.Outputs.Contains(result.Name)) && outputs.TrueForAll(other => other.Name != result.Name);
            var output = isOwn ? result : result.As(pool.Unique($"{name}/Identity"), result.Shape);
            if (!isOwn)
                Copy(result.Name, output.Name, output.Name);
            outputs.Add(output);
        }

        return new OnnxBody(name, _inputs.Select(Info).ToList(), outputs.Select(Info).ToList(), _nodes);
    }

    /// <summary>Makes a value an output under its own name, once all nodes are there.</summary>
    public void Output(string value, string output)
    {
        var producer = _nodes.FindIndex(node => node.Outputs.Contains(value));
        if (producer < 0)
        {
            // An input, a parameter, a constant or an output already: it keeps the name it has.
            Copy(_outputOf.TryGetValue(value, out var other) ? other : value, output, pool.Unique($"/{output}/Identity"));
            return;
        }

        _outputOf[value] = output;
        for (var i = 0; i < _nodes.Count; i++)
            _nodes[i] = _nodes[i].Renamed(value, output);
    }

    private void Copy(string value, string copy, string node) => _nodes.Add(new OnnxNode(node, "Identity", [value], [copy], []));

    private static OnnxValueInfo Info(OnnxValue value) => OnnxValueInfo.Of(value.Name, value.Type, null);
}
