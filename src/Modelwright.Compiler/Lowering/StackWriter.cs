using System.Globalization;
using System.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Writes layers as a model of our language and collects its parameters. A target says how a layer with states or gates is written,
/// and what its channels are of the cells it has.
/// </summary>
internal abstract class StackWriter(ModelGraph program)
{
    private readonly StringBuilder _layers = new();
    private readonly StringBuilder _declarations = new();
    private readonly List<LoweredParameter> _parameters = [];
    private readonly HashSet<string> _taken = new(program.Inputs.Concat(program.Outputs).Select(p => p.Name), StringComparer.Ordinal);
    private string? _hidden;
    private string? _step;
    private string? _axis;
    private int _recurrences;
    private int _others;

    // What each channel that the layers read is of those that there are.
    private IReadOnlyList<Affine> _read = [];
    private int _width;

    /// <summary>What <c>modelwright lower</c> calls the architecture.</summary>
    protected abstract LoweringTarget Target { get; }

    /// <summary>The declarations that follow the model.</summary>
    protected abstract string Blocks(bool hasGates, bool hasStates);

    /// <summary>Whether the recurrences of the architecture want an axis of sequences.</summary>
    protected virtual bool IsBatched => false;

    /// <summary>The name of the tensor that goes from layer to layer.</summary>
    protected string Hidden => _hidden ??= Fresh("h");

    private string Step => _step ??= Fresh("t");

    private string Axis => _axis ??= Fresh("i");

    /// <summary>The layers that were written, for the report.</summary>
    public List<LoweredLayer> Written { get; } = [];

    /// <summary>The parameters that were written.</summary>
    public IReadOnlyList<LoweredParameter> Parameters => _parameters;

    /// <summary>The most channels between two layers.</summary>
    public int Widest { get; private set; }

    /// <summary>Writes a state layer; gives what its channels are of the cells.</summary>
    /// <param name="layer">The layer, over the cells of the layer before.</param>
    /// <param name="path">Its path in the text.</param>
    protected abstract IReadOnlyList<Affine> WriteStates(StateLayer layer, string path);

    /// <summary>Writes a gate layer; gives what its channels are of the cells.</summary>
    protected virtual IReadOnlyList<Affine> WriteGates(GateLayer layer, string path) =>
        throw new InvalidOperationException($"{Target.Word()} has no gates");

    /// <summary>Writes the model.</summary>
    public string Write(string name, IReadOnlyList<Layer> layers)
    {
        _width = program.Inputs.Sum(Channels);
        _read = Same(_width);
        Widest = _width;
        var axis = program.StreamAxis!;
        foreach (var port in program.Inputs)
            _declarations.Append($"input {port.Name} : {port.Type}\n");
        _declarations.Append($"stream {axis}\n");
        WriteInputs();
        foreach (var layer in layers)
            Write(layer);
        WriteOutputs();

        var text = new StringBuilder();
        if (program.Namespace is { } space)
            text.Append($"namespace {space}\n\n");
        text.Append($"/// The program {program.Name} as the weights of a stack of layers: modelwright lower --to {Target.Word()}.\n");
        text.Append($"model {name} {{\n{_declarations}\n{_layers}}}\n");
        text.Append(Blocks(layers.Any(l => l is GateLayer), layers.Any(l => l is StateLayer)));
        return Formatted(text.ToString());
    }

    /// <summary>A line of the model's body.</summary>
    protected void Line(string text) => _layers.Append(text).Append('\n');

    /// <summary>A parameter with what a layer's cells are before the first step, float[1, cells]; gives its name in the text.</summary>
    protected string Start(string name, string path, IReadOnlyList<double> cells)
    {
        var unique = Fresh($"{Dotted(path).Replace('.', '_')}_{name}");
        _declarations.Append($"param {unique} as {path}.{name} : float[1, {Text(cells.Count)}]\n");
        Store($"{path}.{name}", [1, cells.Count], cells);
        return unique;
    }

    /// <summary>A parameter's numbers; the path as the text writes it.</summary>
    protected void Store(string path, double[,] matrix) => Store(
        path, [matrix.GetLength(0), matrix.GetLength(1)], matrix.Cast<double>());

    /// <inheritdoc cref="Store(string, double[,])"/>
    protected void Store(string path, int[] shape, IEnumerable<double> data) =>
        _parameters.Add(new LoweredParameter(Dotted(path), shape, [.. data.Select(x => (float)x)]));

    /// <summary>The weight and bias of the library's Linear.</summary>
    protected void Store(string path, AffineMap map)
    {
        Store(path + ".weight", map.Weight);
        Store(path + ".bias", [map.Size], map.Bias);
    }

    /// <summary>Channels that are each a cell.</summary>
    protected static IReadOnlyList<Affine> Same(int count) => [.. Enumerable.Range(0, count).Select(Affine.Atom)];

    /// <summary>A whole number as text.</summary>
    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name that nothing in the model has.</summary>
    protected string Fresh(string name)
    {
        while (!_taken.Add(name))
            name += "_";
        return name;
    }

    private void Write(Layer layer)
    {
        var stored = _parameters.Count;
        _recurrences += layer is StateLayer ? 1 : 0;
        var part = _recurrences == 0 ? "front" : $"layers[{Text(_recurrences - 1)}]";
        var (path, kind) = layer switch
        {
            RectifierLayer => ($"{part}.mlp[{Text(_others++)}]", "relu"),
            GateLayer => ($"{part}.gate[{Text(_others++)}]", "gate"),
            StateLayer => ($"{part}.rnn", "recurrence"),
            _ => ("out", "linear"),
        };
        _read = layer switch
        {
            RectifierLayer { Map: var map } => WriteMap(map.After(_read, _width), path, "relu(", ")"),
            GateLayer gates => WriteGates(gates with { Left = gates.Left.After(_read, _width), Right = gates.Right.After(_read, _width) }, path),
            StateLayer states => WriteStates(states with { Input = states.Input.After(_read, _width) }, path),
            OutputLayer { Map: var map } => WriteMap(map.After(_read, _width), path, "", ""),
            _ => throw new InvalidOperationException($"there is no layer {layer}"),
        };
        _others = layer is StateLayer ? 0 : _others;
        _width = _read.SelectMany(channel => channel.Terms).Select(t => t.Atom).DefaultIfEmpty(-1).Max() + 1;
        Widest = Math.Max(Widest, _width);
        Written.Add(new LoweredLayer(Dotted(path), kind, _width, _parameters.Skip(stored).Sum(p => (long)p.Data.Length)));
    }

    private IReadOnlyList<Affine> WriteMap(AffineMap map, string path, string before, string after)
    {
        Store(path, map);
        Line($"{Hidden} = {before}Linear({Hidden}, {Text(map.Size)}, bias: true) as {path}{after}");
        return Same(map.Size);
    }

    // A path as weights have it.
    private static string Dotted(string path) => path.Replace("[", ".").Replace("]", "");

    // The inputs' channels side by side: float[T, channels], or float[1, T, channels].
    private void WriteInputs()
    {
        var parts = program.Inputs.Select(port =>
        {
            var plain = port.Type.Element == ElementType.Float32 ? port.Name : $"float({port.Name})";
            if (port.Type.Shape.Rank == 2 && TimeAxis(port) == 0)
                return plain;
            var flat = Fresh(port.Name + "_channels");
            Line($"let {flat}[{Step}, {Axis}: {Text(Channels(port))}] = {Converted(port, Indexed(port.Name, port, axis => Digit(port, axis)))}");
            return flat;
        }).ToList();
        var joined = parts.Count == 1 ? parts[0] : $"concat([{string.Join(", ", parts)}], axis: 1)";
        if (IsBatched && !_taken.Contains(joined))
        {
            var sequence = Fresh("sequence");
            Line($"let {sequence} = {joined}");
            joined = sequence;
        }

        Line($"var {Hidden} = {(IsBatched ? $"[{Fresh("b")}: 1, {Step}, {Axis}] => {joined}[{Step}, {Axis}]" : joined)}");
    }

    private void WriteOutputs()
    {
        var first = 0;
        foreach (var port in program.Outputs.Where(o => TimeAxis(o) >= 0))
        {
            var axes = port.Type.Shape.Select((_, axis) => axis == TimeAxis(port) ? Step : port.Type.Shape.Rank == 2 ? Axis : Fresh($"{Axis}_{Text(axis)}")).ToList();
            var place = new List<string>();
            var stride = 1;
            for (var axis = axes.Count - 1; axis >= 0; axis--)
            {
                if (axis == TimeAxis(port))
                    continue;
                place.Insert(0, stride == 1 ? axes[axis] : $"{axes[axis]} * {Text(stride)}");
                stride *= (int)port.Type.Shape[axis].Value!.Value;
            }

            if (first > 0 || place.Count == 0)
                place.Add(Text(first));
            first += stride;
            var whole = !IsBatched && axes.Count == 2 && TimeAxis(port) == 0 && program.Outputs.Count(o => TimeAxis(o) >= 0) == 1;
            Line($"output {port.Name} : {port.Type} = " + (whole ? Hidden : $"[{string.Join(", ", axes)}] => {Hidden}[{(IsBatched ? "0, " : "")}{Step}, {string.Join(" + ", place)}]"));
        }
    }

    private static string Converted(Port port, string read) => port.Type.Element == ElementType.Float32 ? read : $"float({read})";

    private string Indexed(string name, Port port, Func<int, string> digit) =>
        $"{name}[{string.Join(", ", port.Type.Shape.Select((_, axis) => axis == TimeAxis(port) ? Step : digit(axis)))}]";

    // The index along an axis of a channel, the last axis running fastest.
    private string Digit(Port port, int axis)
    {
        var extents = port.Type.Shape.Select((extent, a) => a == TimeAxis(port) ? 1 : (int)extent.Value!.Value).ToList();
        var stride = extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        var quotient = stride == 1 ? Axis : $"{Axis} / {Text(stride)}";
        return extents.Take(axis).All(extent => extent == 1) ? quotient : $"{quotient} % {Text(extents[axis])}";
    }

    private int Channels(Port port) => (int)port.Type.Shape.Where((_, axis) => axis != TimeAxis(port)).Aggregate(1L, (product, extent) => product * extent.Value!.Value);

    private int TimeAxis(Port port) => port.Type.Shape.ToList().FindIndex(extent => extent.Mentions(program.StreamAxis!));

    private static string Formatted(string text)
    {
        var source = new SourceText("the lowered model", text);
        return Formatter.Format(source, new DiagnosticBag()) ?? throw new GraphException($"the text of {source.Path} has errors");
    }
}
