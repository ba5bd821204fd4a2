using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>The entry of a model whose states are inputs and outputs: names them, lays them out, and tells the position.</summary>
internal sealed class StatefulMain
{
    // [batch, steps, heads, size] as [batch, heads, steps, size], and back.
    private static readonly Transpose SwapHeads = new(new EquatableList<int>([0, 2, 1, 3]));

    private readonly ModelGraph _model;
    private readonly StepFunction _main;
    private readonly StreamedExtents _extents;
    private readonly HashSet<string> _taken;
    private readonly List<Node> _nodes = [];
    private readonly List<Port> _inputs = [];
    private readonly List<(Port Port, Value Value)> _outputs = [];
    private readonly List<StatePort> _states = [];

    /// <summary>Prepares the entry of a model whose functions are rewritten.</summary>
    /// <param name="model">The model.</param>
    /// <param name="main">What became of its main function.</param>
    /// <param name="extents">Its extents.</param>
    public StatefulMain(ModelGraph model, StepFunction main, StreamedExtents extents)
    {
        (_model, _main, _extents) = (model, main, extents);
        _taken = new(model.Inputs.Concat(model.Outputs).Select(p => p.Name).Concat(model.AllParameters().Select(p => p.Path)), StringComparer.Ordinal);
    }

    /// <summary>Builds the model.</summary>
    /// <exception cref="NotSupportedException">No attention keeps keys and values to be named so.</exception>
    public StatefulModel Build(KvNames names)
    {
        var caches = names == KvNames.Past ? Caches() : [];
        var arguments = _model.Inputs.Select(port => Input(port.Name, port.Type, port.Documentation)).ToList();
        for (var i = 0; i < _main.Kept.Count; i++)
            arguments.Add(caches.TryGetValue(i, out var cache) ? Cache(_main.Kept[i], cache) : State(_main.Kept[i]));
        var counted = _main.TakesPosition && !_main.Kept.Any(state => state.Grows);
        if (_main.TakesPosition)
            arguments.Add(counted ? State(new State(ExplicitStates.Position, new TensorType(ElementType.Int64), null)) : StreamedExtents.Count(StreamedExtents.Past(null), Add));

        var call = new Node(new Call(_main.Function, ""), arguments);
        _nodes.Add(call);
        for (var i = 0; i < _model.Outputs.Count; i++)
            _outputs.Add((_model.Outputs[i], call.Results[i]));
        for (var i = 0; i < _main.Kept.Count; i++)
        {
            var after = call.Results[_model.Outputs.Count + i];
            Output(_states[i], caches.ContainsKey(i) ? Add(SwapHeads, after) : after);
        }

        if (counted)
            Output(_states[_states.Count - 1], Add(new Add(), arguments[arguments.Count - 1], StreamedExtents.Count(_extents.Now, Add)));
        return new StatefulModel(Graph(), _extents.Symbol, _states);
    }

    // By state, the i-th attention and what it is there.
    private Dictionary<int, string> Caches()
    {
        if (_main.Caches.Count == 0)
            throw new NotSupportedException($"{_model.Name} has no attention that keeps its keys and values, so no cache to name past_key_values");
        return _main.Caches
            .SelectMany((cache, i) => new[] { (State: cache.Keys, Name: Numbered(i) + ".key"), (State: cache.Values, Name: Numbered(i) + ".value") })
            .ToDictionary(name => name.State, name => name.Name);

        static string Numbered(int i) => i.ToString(CultureInfo.InvariantCulture);
    }

    private Value State(State state)
    {
        var input = Unique(state.Path);
        _states.Add(new StatePort(state.Path, input, Unique(input + ".next"), state.Axis, state.Kept));
        return Input(input, _extents.Before(state.Type), $"The state {state.Path} before the steps.");
    }

    private Value Cache(State state, string name)
    {
        _states.Add(new StatePort(state.Path, Unique("past_key_values." + name), Unique("present." + name), SwapHeads.Permutation[state.Axis!.Value], state.Kept));
        var shape = _extents.Before(state.Type).Shape;
        var type = state.Type with { Shape = new Shape(SwapHeads.Permutation.Select(axis => shape[axis])) };
        return Add(SwapHeads, Input(_states[_states.Count - 1].Input, type, $"The state {state.Path} before the steps."));
    }

    private string Unique(string name)
    {
        while (!_taken.Add(name))
            name += ".state";
        return name;
    }

    private Value Input(string name, TensorType type, string? documentation)
    {
        _inputs.Add(new Port(name, type, documentation));
        return Add(new Argument(type, name));
    }

    private void Output(StatePort state, Value value) =>
        _outputs.Add((new Port(state.Output, value.Type, $"The state {state.Path} after the steps."), value));

    private Value Add(Operator op, params Value[] inputs)
    {
        var node = new Node(op, inputs);
        _nodes.Add(node);
        return node.Result;
    }

    private ModelGraph Graph()
    {
        var callees = new List<Function>();
        Collect(_main.Function, callees);
        var name = "Steps";
        while (callees.Exists(function => function.Name == name))
            name += "_";
        var main = new Function
        {
            Name = name, Nodes = _nodes, Parameters = [], Arguments = _nodes.Where(node => node.Operator is Argument).Select(node => node.Result).ToList(),
            Results = _outputs.Select(output => output.Value).ToList(),
        };
        return new ModelGraph
        {
            Name = _model.Name, Namespace = _model.Namespace, Documentation = _model.Documentation, Constants = _model.Constants, Location = _model.Location,
            Inputs = _inputs, Outputs = _outputs.Select(output => output.Port).ToList(), StreamAxis = null, Main = main, Functions = [.. callees, main],
            Requirements = _model.Requirements.Where(requirement => !requirement.Slack.Mentions(_extents.Symbol)).ToList(),
            Checkpoints = _model.Checkpoints, Quantizations = [],
        };
    }

    private static void Collect(Function function, List<Function> collected)
    {
        if (collected.Contains(function))
            return;
        foreach (var call in function.Nodes.Select(node => node.Operator).OfType<Invocation>())
            Collect(call.Callee, collected);
        collected.Add(function);
    }
}
