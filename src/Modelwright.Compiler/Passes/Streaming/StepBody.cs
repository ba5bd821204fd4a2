using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>Rewrites one function so that its states are arguments and results.</summary>
internal sealed class StepBody
{
    private readonly StreamedExtents _extents;
    private readonly IReadOnlyDictionary<Function, StepFunction> _callees;
    private readonly List<Node> _nodes = [];
    private readonly List<Value> _before = [];
    private readonly List<Value> _after = [];
    private readonly List<State> _kept = [];
    private readonly Dictionary<Node, int> _histories = [];
    private readonly List<(int Keys, int Values)> _caches = [];
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private Value? _position;
    private Node _current = null!;

    private StepBody(StreamedExtents extents, IReadOnlyDictionary<Function, StepFunction> callees)
    {
        _extents = extents;
        _callees = callees;
    }

    /// <summary>Rewrites a function whose callees are rewritten.</summary>
    public static StepFunction Run(Function function, StreamedExtents extents, IReadOnlyDictionary<Function, StepFunction> callees) =>
        new StepBody(extents, callees).Run(function);

    // The number of steps before, which whoever calls the function knows.
    private Value Position => _position ??= Argument(new TensorType(ElementType.Int64), ExplicitStates.Position);

    private StepFunction Run(Function function)
    {
        var values = new Dictionary<Value, Value>();
        foreach (var argument in function.Arguments)
            values[argument] = Argument(_extents.Of(argument.Type), ((Argument)argument.Producer.Operator).Label);
        foreach (var node in function.Nodes.Where(node => node.Operator is not Graph.Operators.Argument))
        {
            _current = node;
            var results = Step(node, node.Inputs.Select(input => values[input]).ToList());
            foreach (var old in node.Results)
            {
                results[old.Result].Name ??= old.Name;
                values[old] = results[old.Result];
            }
        }

        var arguments = function.Arguments.Select(argument => values[argument]).Concat(_before).ToList();
        if (_position is not null)
            arguments.Add(_position);
        var result = new Function
        {
            Name = function.Name, Arguments = arguments, Nodes = [.. arguments.Select(argument => argument.Producer), .. _nodes],
            Results = [.. function.Results.Select(value => values[value]), .. _after], Parameters = function.Parameters,
        };
        return new StepFunction(result, function.Arguments.Count, _kept, _caches, _position is not null);
    }

    private IReadOnlyList<Value> Step(Node node, IReadOnlyList<Value> inputs)
    {
        switch (node.Operator)
        {
            case History history:
                var past = Before(new State(history.State, node.Result.Type, history.Axis));
                var all = Add(new Concat(history.Axis), past, inputs[0]);
                _histories[all.Producer] = _after.Count;
                _after.Add(all);
                return [all];
            case Window { State: { } state } window:
                var last = Before(new State(state, inputs[0].Type with { Shape = inputs[0].Shape.With(window.Axis, window.Before) }, null));
                var steps = Add(new Concat(window.Axis), last, inputs[0]);
                _after.Add(Add(new Slice(window.Axis, _extents.Now, window.Before), steps));
                return [steps];
            case Iota { Length: var length } when length.Equals(_extents.Now):
                return [Add(new Add(), Add(new Iota(length)), Position)];
            case Iota { Length: var length } when length.Kept is { } kept:
                // The first of the steps that are kept is not the first of all.
                var first = Add(new Sub(), Position, StreamedExtents.Count(StreamedExtents.Past(kept), Add));
                return [Add(new Add(), Add(new Iota(_extents.Of(length))), first)];
            case Attention:
                Remember(inputs[1].Producer, inputs[2].Producer);
                return Keep(node, inputs);
            case RecurrenceOperator recurrence when recurrence.KeepsState(_extents.Symbol):
                var results = Keep(node, [Start(recurrence.State, inputs[0]), .. inputs.Skip(1)]);
                _after.Add(results[0]);
                return results;
            case Scan scan when scan.KeepsStates(_extents.Symbol):
                return StepScan(scan, inputs);
            case Scan scan:
                return ScanOverOther(scan, inputs);
            case Invocation call:
                return Call(call, inputs);
            default:
                return Keep(node, inputs);
        }
    }

    private IReadOnlyList<Value> Keep(Node node, IReadOnlyList<Value> inputs) => Nodes(node.Operator.WithExtents(_extents.Of), inputs);

    private void Remember(Node keys, Node values)
    {
        if (_histories.TryGetValue(keys, out var k) && _histories.TryGetValue(values, out var v) && k != v && !_caches.Exists(c => c.Keys == k || c.Values == v))
            _caches.Add((k, v));
    }

    // A state that starts as zeros is given as zeros; any other is its start before the first step.
    private Value Start(string state, Value start)
    {
        var before = Before(new State(state, start.Type, null));
        return start.Uniform() == 0 ? before : Add(new Select(), IsFirst(), start, before);
    }

    private IReadOnlyList<Value> StepScan(Scan scan, IReadOnlyList<Value> inputs)
    {
        var starts = scan.States.Select((name, i) => Start(Instances.Join(scan.Path, name), inputs[i])).ToList();
        if (_callees[scan.Callee].Kept.Count > 0)
            throw new GraphException($"a step along {_extents.Symbol} keeps states of its own");
        var results = Call(scan, [.. starts, .. inputs.Skip(scan.States.Count)]);
        _after.AddRange(results.Take(scan.States.Count));
        return results;
    }

    private Value IsFirst() => Add(new Equal(), Position, Add(new Constant(new TensorType(ElementType.Int64), new EquatableList<double>([0.0]))));

    // What the step keeps for each index is a sequence that the scan reads and one that it gives.
    private IReadOnlyList<Value> ScanOverOther(Scan scan, IReadOnlyList<Value> inputs)
    {
        var callee = _callees[scan.Callee];
        var changing = scan.States.Count + scan.Sequences.Count;
        var length = _extents.Of(scan.Length);
        var before = callee.Kept.Select(state => Before(new State(
            Instances.Join(scan.StatePath, state.Path), state.Type with { Shape = new Shape([length, .. state.Type.Shape]) }, state.Axis + 1))).ToList();
        var zeros = before.Select(_ => 0).ToList();
        var results = Nodes(
            scan with { Callee = callee.WithKeptBehind(changing), Length = length, Sequences = new([.. scan.Sequences, .. zeros]), Outputs = new([.. scan.Outputs, .. zeros]) },
            [.. inputs.Take(changing), .. before, .. inputs.Skip(changing), .. PositionOf(callee)]);
        _after.AddRange(results.Skip(scan.Callee.Results.Count));
        return results;
    }

    private IReadOnlyList<Value> Call(Invocation call, IReadOnlyList<Value> inputs)
    {
        var callee = _callees[call.Callee];
        _caches.AddRange(callee.Caches.Select(cache => (cache.Keys + _kept.Count, cache.Values + _kept.Count)));
        var before = callee.Kept.Select(state => Before(state with { Path = Instances.Join(call.StatePath, state.Path) })).ToList();
        var op = (Invocation)call.WithExtents(_extents.Of) with { Callee = callee.Function };
        var results = Nodes(op, [.. inputs, .. before, .. PositionOf(callee)]);
        _after.AddRange(results.Skip(call.Callee.Results.Count));
        return results;
    }

    private IEnumerable<Value> PositionOf(StepFunction callee) => callee.TakesPosition ? [Position] : [];

    private Value Before(State state)
    {
        var value = Argument(_extents.Before(state.Type), state.Path);
        _kept.Add(state);
        _before.Add(value);
        return value;
    }

    private Value Argument(TensorType type, string label)
    {
        while (!_labels.Add(label))
            label += "_";
        return new Node(new Argument(type, label), []).Result;
    }

    private Value Add(Operator op, params Value[] inputs) => Nodes(op, inputs).Single();

    private IReadOnlyList<Value> Nodes(Operator op, IReadOnlyList<Value> inputs)
    {
        var node = new Node(op, inputs, _current.Origin);
        _nodes.Add(node);
        return node.Results;
    }
}
