using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes;

/// <summary>
/// Rebuilds one function from its first node to its last. A pass says for each node which value replaces its result;
/// names and origins are carried over, and what does not change is shared with the old function.
/// </summary>
public sealed class Rewriter
{
    private readonly Function _source;
    private readonly IReadOnlyDictionary<Function, Function> _functions;
    private readonly Dictionary<Value, Value> _replacements = [];
    private readonly List<Node> _nodes = [];
    private readonly List<Parameter> _parameters;
    private readonly HashSet<string> _declared;
    private Dictionary<Value, int>? _uses;
    private Node _current = null!;

    private Rewriter(Function source, IReadOnlyDictionary<Function, Function> functions)
    {
        _source = source;
        _functions = functions;
        _parameters = source.Parameters.ToList();
        _declared = new HashSet<string>(_parameters.Select(p => p.Path), StringComparer.Ordinal);
    }

    /// <summary>
    /// What a pass does with a node whose operands are rewritten already: the values that replace its results, or null to
    /// keep it. Operands are nodes of the new function, so a rule sees what rules made of the nodes before.
    /// </summary>
    public delegate IReadOnlyList<Value>? Rule(Rewriter to, Node node, IReadOnlyList<Value> inputs);

    /// <summary>The same for nodes of one result; others are kept.</summary>
    public delegate Value? ValueRule(Rewriter to, Node node, IReadOnlyList<Value> inputs);

    /// <summary>Rewrites every function, callees before callers.</summary>
    public static ModelGraph Run(ModelGraph graph, Rule rule) => Run(graph, _ => rule);

    /// <summary>Rewrites every function, callees before callers.</summary>
    public static ModelGraph Run(ModelGraph graph, ValueRule rule) =>
        Run(graph, (to, node, inputs) => node.Results.Count == 1 && rule(to, node, inputs) is { } value ? [value] : null);

    /// <summary>Rewrites every function, each by a rule of its own.</summary>
    public static ModelGraph Run(ModelGraph graph, Func<Function, Rule> rules)
    {
        var functions = new Dictionary<Function, Function>();
        foreach (var function in graph.Functions)
            functions[function] = Run(function, functions, rules(function));
        return graph.With(graph.Functions.Select(f => functions[f]).ToList());
    }

    /// <summary>Rewrites one function, given what its callees became.</summary>
    public static Function Run(Function function, IReadOnlyDictionary<Function, Function> callees, Rule rule) =>
        new Rewriter(function, callees).Rewrite(rule);

    /// <summary>The new value that stands for an old one; it must have been reached.</summary>
    public Value this[Value old] => _replacements[old];

    /// <summary>What a called function has become.</summary>
    public Function this[Function callee] => _functions[callee];

    /// <summary>How often a value of the old function is read; being a result counts.</summary>
    public int Uses(Value old)
    {
        if (_uses is null)
        {
            _uses = [];
            foreach (var value in _source.Nodes.SelectMany(n => n.Inputs).Concat(_source.Results))
                _uses[value] = (_uses.TryGetValue(value, out var uses) ? uses : 0) + 1;
        }

        return _uses.TryGetValue(old, out var count) ? count : 0;
    }

    /// <summary>Adds a node that has the current one's origin.</summary>
    public IReadOnlyList<Value> AddNode(Operator op, IReadOnlyList<Value> inputs)
    {
        var node = new Node(op, inputs, _current.Origin);
        _nodes.Add(node);
        return node.Results;
    }

    /// <summary>Adds a node of one result.</summary>
    public Value Add(Operator op, params Value[] inputs) => AddNode(op, inputs).Single();

    /// <summary>Adds a scalar constant.</summary>
    public Value AddScalar(ElementType element, double value) => Add(new Constant(new TensorType(element), new EquatableList<double>([value])));

    /// <summary>Adds the body of a function that calls nothing in place of a call of it, its arguments bound; gives its results.</summary>
    public IReadOnlyList<Value> AddBody(Function body, Call call, IReadOnlyList<Value> arguments)
    {
        foreach (var parameter in body.Parameters)
            Declare(parameter.In(call.Path));

        var map = body.Arguments.Zip(arguments, (parameter, value) => (parameter, value)).ToDictionary(p => p.parameter, p => p.value);
        foreach (var node in body.Nodes)
        {
            if (node.Operator is Argument)
                continue;
            var copy = new Node(node.Operator.In(call.Path, call.StatePath), node.Inputs.Select(input => map[input]).ToList(), node.Origin);
            _nodes.Add(copy);
            Bind(node, copy.Results, map);
        }

        return body.Results.Select(result => map[result]).ToList();
    }

    /// <summary>Declares a parameter; one that is declared already is an instance used again.</summary>
    public void Declare(Parameter parameter)
    {
        if (_declared.Add(parameter.Path))
            _parameters.Add(parameter);
    }

    // A hint stays with the value it was given to; a value that has none yet takes that of what it replaces.
    private static void Bind(Node node, IReadOnlyList<Value> replacements, Dictionary<Value, Value> map)
    {
        foreach (var result in node.Results)
        {
            var replacement = replacements[result.Result];
            if (!replacement.Type.Equals(result.Type))
                throw new GraphException($"{node.Operator.Name} gives {GraphPrinter.Print(result.Type)}, but is replaced by {GraphPrinter.Print(replacement.Type)}");
            replacement.Name ??= result.Name;
            map[result] = replacement;
        }
    }

    private Function Rewrite(Rule rule)
    {
        foreach (var node in _source.Nodes)
        {
            _current = node;
            var inputs = node.Inputs.Select(input => _replacements[input]).ToList();
            Bind(node, rule(this, node, inputs) ?? Keep(node, inputs), _replacements);
        }

        if (_nodes.SequenceEqual(_source.Nodes))
            return _source;
        return new Function
        {
            Name = _source.Name,
            Arguments = _source.Arguments.Select(a => _replacements[a]).ToList(),
            Nodes = _nodes,
            Results = _source.Results.Select(r => _replacements[r]).ToList(),
            Parameters = _parameters,
        };
    }

    /// <summary>Keeps a node, its operands rewritten.</summary>
    public IReadOnlyList<Value> Keep(Node node, IReadOnlyList<Value> inputs)
    {
        var op = node.Operator is Invocation call ? call with { Callee = _functions[call.Callee] } : node.Operator;
        if (!op.Equals(node.Operator) || !inputs.SequenceEqual(node.Inputs))
            return AddNode(op, inputs);
        _nodes.Add(node);
        return node.Results;
    }
}
