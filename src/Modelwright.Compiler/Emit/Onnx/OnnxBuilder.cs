using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// Adds nodes and constants to an ONNX graph, seen from inside one instance of a function. Equal nodes on equal values
/// are one node, so that what every layer needs (masks, angles, extents) is computed once.
/// </summary>
/// <remarks>Names inside the graph start with a slash and show where a value comes from: <c>/layers.0/attn/q/MatMul</c>.</remarks>
public sealed class OnnxBuilder
{
    private readonly OnnxGraph _graph;
    private readonly string _scope;
    private readonly string _instance;
    private readonly (string Symbol, string Extent)? _counted;

    internal OnnxBuilder(OnnxGraph graph)
        : this(graph, "", "", null)
    {
    }

    private OnnxBuilder(OnnxGraph graph, string scope, string instance, (string Symbol, string Extent)? counted)
    {
        _graph = graph;
        _scope = scope;
        _instance = instance;
        _counted = counted;
    }

    /// <summary>The version of the standard operator set that nodes may use.</summary>
    public int Opset => _graph.Pool.Opset;

    /// <summary>How many steps of a linear recurrence are computed together.</summary>
    public int Chunk => _graph.Pool.Chunk;

    /// <summary>The same graph seen from inside an instance; parameters' paths are relative to it.</summary>
    public OnnxBuilder Enter(string path) =>
        path.Length == 0 ? this : new OnnxBuilder(_graph, $"{_scope}/{path}", $"{_instance}{path}.", _counted);

    /// <summary>The same instance, naming values after what the user called them.</summary>
    public OnnxBuilder Named(string? hint) => hint is null ? this : new OnnxBuilder(_graph, $"{_scope}/{hint}", _instance, _counted);

    /// <summary>The same instance where a symbol's extent is not that of an input, but a value int64[1].</summary>
    public OnnxBuilder Counting(string symbol, string extent) => new(_graph, _scope, _instance, (symbol, extent));

    /// <summary>Adds a node with one result, unless there is an equal one, and names the result.</summary>
    public string Add(string opType, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes) =>
        _graph.Node($"{_scope}/{opType}", opType, inputs, attributes);

    /// <inheritdoc cref="Add(string, IReadOnlyList{string}, OnnxAttribute[])"/>
    public string Add(string opType, IReadOnlyList<OnnxValue> inputs, params OnnxAttribute[] attributes) =>
        Add(opType, inputs.Select(v => v.Name).ToList(), attributes);

    /// <summary>Adds a node with several results, called as given.</summary>
    public IReadOnlyList<string> Add(string opType, IReadOnlyList<string> inputs, IEnumerable<string> outputs, params OnnxAttribute[] attributes) =>
        _graph.Add($"{_scope}/{opType}", opType, inputs, outputs.Select(output => $"{_scope}/{output}"), attributes);

    /// <summary>
    /// Adds a node that runs a body. Values of this graph are seen inside, and what the body computes from them alone is
    /// computed here.
    /// </summary>
    /// <param name="opType">The operator; its attribute <c>body</c> is the body.</param>
    /// <param name="inputs">The node's operands.</param>
    /// <param name="bodyInputs">The body's inputs.</param>
    /// <param name="body">Adds the body's nodes, given its inputs, and gives its outputs.</param>
    /// <param name="outputs">What to call the node's results.</param>
    /// <param name="attributes">The other attributes.</param>
    public IReadOnlyList<string> AddWithBody(
        string opType, IReadOnlyList<string> inputs, IEnumerable<OnnxValue> bodyInputs,
        Func<OnnxBuilder, IReadOnlyList<OnnxValue>, IReadOnlyList<OnnxValue>> body, IEnumerable<string> outputs, params OnnxAttribute[] attributes)
    {
        var name = $"{_scope}/{opType}";
        var graph = _graph.Inside();
        var given = bodyInputs.Select(input => graph.Input($"{_scope}/{input.Name}", input.Type)).ToList();
        var results = body(new OnnxBuilder(graph, _scope, _instance, _counted), given);
        return _graph.Add(
            name, opType, inputs, outputs.Select(output => $"{_scope}/{output}"), [.. attributes, OnnxAttribute.Of("body", graph.Body(name, results))]);
    }

    /// <summary>Adds a choice between two ways to the same values; only the one that is taken runs.</summary>
    /// <param name="condition">bool[1].</param>
    /// <param name="then">Adds the nodes of one way and gives its values.</param>
    /// <param name="otherwise">Adds those of the other.</param>
    /// <param name="outputs">What to call the node's results.</param>
    public IReadOnlyList<string> AddChoice(
        string condition, Func<OnnxBuilder, IReadOnlyList<OnnxValue>> then, Func<OnnxBuilder, IReadOnlyList<OnnxValue>> otherwise, IEnumerable<string> outputs)
    {
        return _graph.Add(
            $"{_scope}/If", "If", [condition], outputs.Select(output => $"{_scope}/{output}"),
            [OnnxAttribute.Of("then_branch", Branch("then", then)), OnnxAttribute.Of("else_branch", Branch("else", otherwise))]);

        OnnxBody Branch(string name, Func<OnnxBuilder, IReadOnlyList<OnnxValue>> way)
        {
            var graph = _graph.Branch();
            return graph.Body($"{_scope}/{name}", way(new OnnxBuilder(graph, $"{_scope}/{name}", _instance, _counted)));
        }
    }

    /// <summary>A parameter, by its path relative to the instance.</summary>
    public string Parameter(string path, TensorType type) => _graph.Pool.Parameter(_instance + path, type);

    /// <summary>A constant.</summary>
    public string Constant(TensorType type, EquatableList<double> data) => _graph.Pool.Constant(type, data);

    /// <summary>A constant without axes.</summary>
    public string Scalar(ElementType element, double value) =>
        Constant(new TensorType(element, Shape.Scalar), new EquatableList<double>([value]));

    /// <summary>A constant int64[n], as shapes and lists of axes are given.</summary>
    public string Vector(params long[] values) =>
        Constant(new TensorType(ElementType.Int64, values.Length), new EquatableList<double>(values.Select(v => (double)v)));

    /// <summary>Whether a value is a constant of positive numbers.</summary>
    public bool IsPositive(string value) => _graph.Pool.Initializers.FirstOrDefault(i => i.Name == value)?.Data is { Count: > 0 } data && data.All(x => x > 0);

    /// <summary>The value as another element type.</summary>
    public string Cast(string value, ElementType to) => Add("Cast", [value], OnnxAttribute.Of("to", to));

    /// <summary>An extent as int64[1], computed from the shapes of the model's inputs where it is symbolic.</summary>
    /// <exception cref="GraphException">No input has one of its symbols as an extent.</exception>
    public string Extent(Dim extent)
    {
        return extent.Present.Fold(n => Vector(n), Symbol, (a, b) => Add("Add", [a, b]), (a, b) => Add("Mul", [a, b]), FloorDivide);

        string Symbol(string name)
        {
            if (_counted is var (symbol, counted) && symbol == name)
                return counted;
            var (input, axis) = _graph.Pool.Source(name);
            return Add("Shape", [input], OnnxAttribute.Of("start", axis), OnnxAttribute.Of("end", axis + 1));
        }

        // ONNX rounds an integer quotient towards zero; without the remainder there is nothing to round.
        string FloorDivide(string a, string b) => Add("Div", [Add("Sub", [a, Add("Mod", [a, b])]), b]);
    }

    /// <summary>The integers 0, 1, … below a length as int64[length].</summary>
    public string Iota(Dim length) => length.Value is { } n
        ? Vector(Enumerable.Range(0, (int)n).Select(i => (long)i).ToArray())
        : Add("Range", [Scalar(ElementType.Int64, 0), Add("Squeeze", [Extent(length)]), Scalar(ElementType.Int64, 1)]);

    /// <summary>The value with its axes in another order.</summary>
    public string Transpose(string value, IReadOnlyList<int> permutation) =>
        permutation.SequenceEqual(Enumerable.Range(0, permutation.Count))
            ? value
            : Add("Transpose", [value], OnnxAttribute.Of("perm", permutation));

    /// <summary>The value's elements under another shape of equal size.</summary>
    public string Reshape(OnnxValue value, Shape shape)
    {
        var (from, to) = (value.Shape.Present, shape.Present);
        if (from.Equals(to))
            return value.Name;
        if (to.Contains(Dim.Zero))
            return ToComputed();

        // In a constant shape 0 copies the operand's extent and one -1 is inferred, but not beside a symbol, which may be 0.
        var symbols = Enumerable.Range(0, to.Rank).Where(axis => !to[axis].IsConstant).ToList();
        if (symbols.All(axis => axis < from.Rank && to[axis].Equals(from[axis])))
            return Add("Reshape", [value.Name, Extents(to.Select(extent => extent.IsConstant ? extent : 0))]);
        if (symbols.Count == 1)
            return Add("Reshape", [value.Name, Extents(to.Select(extent => extent.IsConstant ? extent : -1))]);
        return ToComputed();

        string ToComputed() => Add("Reshape", [value.Name, Extents(to)], OnnxAttribute.Of("allowzero", 1));
    }

    /// <summary>The value broadcast to a shape.</summary>
    public string Expand(OnnxValue value, Shape shape)
    {
        var (from, to) = (value.Shape.Present, shape.Present);
        if (from.Equals(to))
            return value.Name;

        // Broadcasting goes both ways, so an extent that the value has already may be given as 1.
        var missing = to.Rank - from.Rank;
        var extents = to.Select((extent, axis) => axis >= missing && extent.Equals(from[axis - missing]) ? Dim.One : extent);
        return Moved(value, name => Add("Expand", [name, Extents(extents)]));
    }

    /// <summary>A value that is moved as it is. ONNX Runtime moves bfloat16 hardly anywhere, so it is a float on the way.</summary>
    /// <param name="value">What is moved.</param>
    /// <param name="move">From the name of what is moved to that of the result.</param>
    public string Moved(OnnxValue value, Func<string, string> move) => value.Type.Element == ElementType.BFloat16
        ? Cast(move(Cast(value.Name, ElementType.Float32)), ElementType.BFloat16)
        : move(value.Name);

    /// <summary>
    /// A value with a scalar around it. All axes are written out: ONNX Runtime moves a transposition before it through the pads
    /// of listed axes without moving the list.
    /// </summary>
    public string Pad(string value, IEnumerable<Dim> before, IEnumerable<Dim> after, string scalar) =>
        Add("Pad", [value, Extents(before.Concat(after)), scalar]);

    private string Extents(IEnumerable<Dim> extents)
    {
        var list = extents.ToList();
        return list.All(extent => extent.IsConstant)
            ? Vector(list.Select(extent => extent.Value!.Value).ToArray())
            : Add("Concat", list.Select(Extent).ToList(), OnnxAttribute.Of("axis", 0));
    }
}
