using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using GraphParameter = Modelwright.Compiler.Graph.Parameter;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>
/// Records the nodes of one function. The builder of a loop body imports what it reads from the function around it
/// as arguments, so the body becomes a function of its own.
/// </summary>
/// <param name="name">The function's name, which another may have too.</param>
/// <param name="parent">The function around, which this one may read from; or null.</param>
/// <param name="path">Where this one stands in it.</param>
/// <param name="made">Told of every node; by default as the parent is.</param>
internal sealed class FunctionBuilder(string name, FunctionBuilder? parent, string path = "", Action<Node>? made = null)
{
    private readonly Action<Node>? _made = made ?? parent?._made;
    private readonly List<Node> _nodes = [];
    private readonly List<Value> _arguments = [];
    private readonly List<Value> _captured = [];
    private readonly List<Value> _capturedArguments = [];
    private readonly Dictionary<Value, Value> _imports = [];
    private readonly List<GraphParameter> _parameters = [];
    private readonly Dictionary<string, Value> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextSpan> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public FunctionBuilder? Parent { get; } = parent;

    /// <summary>Where the function stands in one around it, or in the outermost: <c>layers.0</c> for the body of a loop.</summary>
    public string PathIn(FunctionBuilder? outer) =>
        this == outer || Parent is null ? "" : Graph.Instances.Join(Parent.PathIn(outer), path);

    /// <summary>Values of the function around that became arguments, in order.</summary>
    public IReadOnlyList<Value> Captured => _captured;

    /// <summary>The arguments that stand for them.</summary>
    public IReadOnlyList<Value> CapturedArguments => _capturedArguments;

    /// <summary>The parameters declared so far.</summary>
    public IReadOnlyList<GraphParameter> Parameters => _parameters;

    /// <summary>Variables declared outside and assigned inside.</summary>
    public List<Variable> Assigned { get; } = [];

    /// <summary>What every state made here or in a callee is after the last step, by its path; expressions may read it.</summary>
    public IReadOnlyDictionary<string, Value> States => _states;

    public int NodeCount => _nodes.Count;

    /// <summary>The nodes recorded so far.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>An argument; where several have one label, as the items of a list do, the later ones are numbered.</summary>
    public Value Argument(TensorType type, string label)
    {
        // Goes on where the last search ended: there may be thousands of one label.
        var unique = label;
        while (_labels.ContainsKey(unique))
            unique = FormattableString.Invariant($"{label}_{++_labels[label]}");
        _labels[unique] = 1;
        var value = Add(new Graph.Operators.Argument(type, unique), [], null);
        value.Name = label;
        _arguments.Add(value);
        return value;
    }

    public Value Add(Operator op, IReadOnlyList<Value> inputs, Location? origin) => AddNode(op, inputs, origin).Results[0];

    public Node AddNode(Operator op, IReadOnlyList<Value> inputs, Location? origin)
    {
        var node = new Node(op, inputs, origin);
        _nodes.Add(node);
        _made?.Invoke(node);
        return node;
    }

    /// <summary>A value of this function or of one around it, as a value of this function.</summary>
    public Value Import(TensorValue tensor)
    {
        if (tensor.Owner == this)
            return tensor.Value;
        if (_imports.TryGetValue(tensor.Value, out var known))
            return known;
        if (Parent is null)
            throw new GraphException($"'{tensor.Value.Name}' does not belong to function {Name}");
        var outer = Parent.Import(tensor);
        var argument = Argument(outer.Type, outer.Name ?? "captured");
        _captured.Add(outer);
        _capturedArguments.Add(argument);
        _imports.Add(tensor.Value, argument);
        return argument;
    }

    /// <summary>Declares a parameter; false where the path is taken.</summary>
    public bool TryDeclare(GraphParameter parameter, TextSpan span)
    {
        if (!TryClaim(parameter.Path, span, out _))
            return false;
        _parameters.Add(parameter);
        return true;
    }

    /// <summary>Whether an instance or a parameter has a path.</summary>
    public bool IsTaken(string path) => _paths.ContainsKey(path);

    /// <summary>Takes a path for an instance or a parameter; gives where it was taken before otherwise.</summary>
    public bool TryClaim(string path, TextSpan span, out TextSpan taken)
    {
        if (_paths.TryGetValue(path, out taken))
            return false;
        _paths.Add(path, span);
        return true;
    }

    /// <summary>Reads a tensor as history along an axis; the same tensor twice is one state.</summary>
    public Value History(Value value, int axis, string name, Location origin) => Keep(state => new History(axis, state), value, name, origin);

    /// <summary>Reads a tensor with the steps before it along the streamed axis; these become a state that can be read.</summary>
    public Value Window(Value value, int axis, Dim before, string name, Location origin)
    {
        var window = Keep(state => new Window(axis, before, Dim.Zero, state), value, name, origin);
        var path = ((Window)window.Producer.Operator).State!;
        if (!_states.ContainsKey(path))
            AddState(path, Add(new Slice(axis, value.Shape[axis], before), [window], origin));
        return window;
    }

    private Value Keep(Func<string, Operator> keeper, Value value, string name, Location origin)
    {
        var state = name;
        for (var i = 2; _kept.TryGetValue(state, out var known) || _states.ContainsKey(state); i++)
        {
            if (known is not null && known.Producer.Inputs[0] == value && known.Producer.Operator.Equals(keeper(state)))
                return known;
            state = FormattableString.Invariant($"{name}_{i}");
        }

        var kept = Add(keeper(state), [value], origin);
        kept.Name = name;
        _kept.Add(state, kept);
        return kept;
    }

    /// <summary>The path, or one like it that no state has yet.</summary>
    public string UniqueState(string path)
    {
        var unique = path;
        for (var i = 2; _states.ContainsKey(unique) || _kept.ContainsKey(unique); i++)
            unique = FormattableString.Invariant($"{path}_{i}");
        return unique;
    }

    /// <summary>Notes that the instance at a path has an error, so that nobody asks for its states.</summary>
    public void AddFailure(string path) => _failures.Add(path);

    /// <summary>Whether an instance that a path leads through has an error.</summary>
    public bool HasFailed(string path) => _failures.Any(failed => failed.Length == 0 || (path + ".").StartsWith(failed + ".", StringComparison.Ordinal));

    /// <summary>Makes a state readable under its path, relative to this function.</summary>
    public void AddState(string path, Value value) => _states[path] = value;

    /// <summary>What an argument stands for in the function around; null for one that is not captured.</summary>
    public Value? CapturedBy(Value argument) =>
        _capturedArguments.IndexOf(argument) is var i && i >= 0 ? _captured[i] : null;

    /// <summary>Reads a parameter, declaring it where this function has not.</summary>
    public Value Load(GraphParameter parameter, Location? origin)
    {
        if (_parameters.All(p => p.Path != parameter.Path))
            _parameters.Add(parameter);
        return Add(new LoadParameter(parameter.Path, parameter.Type), [], origin);
    }

    /// <summary>The function; it returns its states after its results, so that its callers can read them.</summary>
    public Function BuildWithStates(string uniqueName, IReadOnlyList<Value> results) =>
        Build(uniqueName, results.Concat(_states.Values).Distinct().ToList());

    /// <summary>The function.</summary>
    public Function Build(string uniqueName, IReadOnlyList<Value> results) => Build(uniqueName, results, _arguments);

    /// <summary>The function, its arguments in another order.</summary>
    public Function Build(string uniqueName, IReadOnlyList<Value> results, IReadOnlyList<Value> arguments) => new()
    {
        Name = uniqueName,
        Arguments = arguments.ToList(),
        Nodes = arguments.Select(a => a.Producer).Concat(_nodes.Where(n => n.Operator is not Graph.Operators.Argument)).ToList(),
        Results = results,
        Parameters = _parameters.ToList(),
    };

    /// <summary>Adds a call of a finished function, whose states become this function's under the instance's path.</summary>
    public Node AddCall(Function callee, FunctionBuilder made, string path, IReadOnlyList<Value> inputs, Location origin, string? states = null)
    {
        var node = AddNode(new Call(callee, path, states), inputs, origin);
        var results = callee.Results.ToList();
        foreach (var state in made._states)
            AddState(Graph.Instances.Join(states ?? path, state.Key), node.Results[results.IndexOf(state.Value)]);
        return node;
    }
}
