using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Fusion;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>A node that keeps a model from running step by step.</summary>
/// <param name="Node">The node; its origin is where the user wrote it.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
/// <param name="Callers">The nodes that call the node's function, innermost first; none for a node of Main.</param>
public sealed record StreamViolation(Node Node, string Reason, IReadOnlyList<Node> Callers);

/// <summary>
/// Decides whether a model with <c>stream T</c> can run in steps and give the numbers of the whole sequence: every node
/// works on each step of T alone, or reads the history of T no further than the present.
/// </summary>
/// <remarks>
/// Besides shapes it follows one fact: whether a value is 0 (a mask: false) at every key later than its query. A mask
/// s &lt;= t is; a softmax under it is; a product with such a factor is. Only such a value may be summed over the history.
/// And another: whether a value is what a scan leaves behind. A session has it after each call, not after the last step, so
/// it may be put out, but not combined with the steps.
/// </remarks>
public sealed class StreamCheck
{
    private readonly Dim _now;
    private readonly Dim _past;
    private readonly string _name;
    private readonly StreamWindows _windows;
    private readonly List<StreamViolation> _violations = [];
    private readonly Stack<Node> _callers = new();
    private readonly Dictionary<(Function, EquatableList<Facts>), IReadOnlyList<Facts>> _checked = [];

    [Flags]
    private enum Facts
    {
        None = 0,
        ZeroAhead = 1,
        LeftBehind = 2,
    }

    private StreamCheck(string axis)
    {
        _name = axis;
        _now = Dim.Symbol(axis);
        _past = _now.Past;
        _windows = new StreamWindows(axis);
    }

    /// <summary>Everything that stands in the way, in order of the functions' nodes; nothing for a model that doesn't stream.</summary>
    public static IReadOnlyList<StreamViolation> Run(ModelGraph graph)
    {
        if (graph.StreamAxis is not { } axis)
            return [];
        var check = new StreamCheck(axis);
        check.Check(graph.Main, new EquatableList<Facts>(graph.Main.Arguments.Select(_ => Facts.None)));
        foreach (var output in graph.Main.Results)
            check.CheckOutput(output);
        return check._violations.GroupBy(v => v.Node).Select(g => g.First()).ToList();
    }

    /// <summary>Why steps cannot be chosen by indices.</summary>
    public static string ReadsGivenSteps(string axis) => $"reading {axis} at given indices needs steps that are not there";

    // Gives for each result what is known of it, given the same of the arguments.
    private IReadOnlyList<Facts> Check(Function function, EquatableList<Facts> arguments)
    {
        if (_checked.TryGetValue((function, arguments), out var done))
            return done;
        var facts = function.Arguments.Zip(arguments, (value, fact) => (value, fact)).ToDictionary(a => a.value, a => a.fact);
        foreach (var node in function.Nodes.Where(n => n.Operator is not Argument))
        {
            var known = node.Inputs.Select(input => facts[input]).ToList();
            var results = node.Operator switch
            {
                Call call => CheckCallee(node, call, known),
                Scan scan => CheckScan(node, scan, known),
                RecurrenceOperator recurrence => CheckRecurrence(node, recurrence.Length, recurrence.IsReversed, states: 1, known),
                _ => node.Results.Select(_ => CheckNode(node, known)).ToList(),
            };
            foreach (var result in node.Results)
                facts[result] = results[result.Result];
        }

        return _checked[(function, arguments)] = function.Results.Select(result => facts[result]).ToList();
    }

    private IReadOnlyList<Facts> CheckCallee(Node caller, Invocation invocation, IEnumerable<Facts> known)
    {
        _callers.Push(caller);
        var results = Check(invocation.Callee, new EquatableList<Facts>(known));
        _callers.Pop();
        return results;
    }

    private void Refuse(Node node, string reason) => _violations.Add(new StreamViolation(node, reason, _callers.ToList()));

    private Facts CheckNode(Node node, IReadOnlyList<Facts> known)
    {
        var zeros = known.Select(fact => fact.HasFlag(Facts.ZeroAhead)).ToList();
        var isLeft = known.Any(fact => fact.HasFlag(Facts.LeftBehind));
        if (Obstacle(node, zeros) is { } reason)
            Refuse(node, reason);
        else if (isLeft && node.Results.Any(r => r.Shape.Any(Mentions)))
            Refuse(node, LeftReason);
        else
            return (IsCausal(node, zeros) ? Facts.ZeroAhead : Facts.None) | (isLeft || _windows.IsLeftBehind(node) ? Facts.LeftBehind : Facts.None);
        return Facts.None;
    }

    private IReadOnlyList<Facts> CheckScan(Node node, Scan scan, IReadOnlyList<Facts> known)
    {
        var results = CheckRecurrence(node, scan.Length, scan.IsReversed, scan.States.Count, known);
        CheckCallee(node, scan, known.Select(_ => Facts.None));
        return results;
    }

    // Along the time axis the states are left behind after the last step; along another axis a recurrence is like any operator.
    private List<Facts> CheckRecurrence(Node node, Dim length, bool isReversed, int states, IReadOnlyList<Facts> known)
    {
        var isTime = IsTime(length);
        var isLeft = known.Any(fact => fact.HasFlag(Facts.LeftBehind));
        if (isTime && isReversed)
            Refuse(node, $"the recurrence runs backwards over {_name} and needs steps that are still to come");
        else if (isLeft && node.Results.Any(r => r.Shape.Any(Mentions)))
            Refuse(node, LeftReason);
        return node.Results.Select(r => isLeft || (isTime && r.Result < states) ? Facts.LeftBehind : Facts.None).ToList();
    }

    private string LeftReason => $"this combines the steps of {_name} with a state after the last of them, which is not known before";

    private void CheckOutput(Value output)
    {
        if (output.Shape.Contains(_past))
            Refuse(output.Producer, $"an output cannot have the whole history of {_name} as an axis");
        else if (output.Shape.Count(extent => extent.Equals(_now)) > 1)
            Refuse(output.Producer, $"an output cannot pair the steps of {_name} with each other");
    }

    private string? Obstacle(Node node, IReadOnlyList<bool> zeros)
    {
        var shape = node.Inputs.Count > 0 ? node.Inputs[0].Shape : Shape.Scalar;
        return node.Operator switch
        {
            _ when _windows.Concerns(node) => _windows.Obstacle(node),
            Slide slide when IsTime(shape[slide.Axis]) => FormattableString.Invariant($"reading {_name} in steps of {slide.Stride} gives other steps than were given"),
            History history when shape.Where((extent, axis) => axis != history.Axis && Mentions(extent)).Any() =>
                $"this pairs the steps of {_name} with each other; say which of them come before where they are paired, by a domain such as [s | s <= t]",
            Reduce when node.Inputs[0].Producer.Operator is Iota && IsTime(shape[0]) => $"the length of {_name} is not known in a step",
            Reduce reduce => Along(shape[reduce.Axis], Word(reduce.Kind), zeros.Skip(1).Contains(true) || (zeros[0] && IsZeroOverNothing(reduce.Kind))),
            Softmax softmax => Along(shape[softmax.Axis], "softmax", zeros.Skip(1).Contains(true)),
            ArgMax argMax => Along(shape[argMax.Axis], "argmax", zeros.Skip(1).Contains(true)),
            TopK topK => Along(shape[topK.Axis], "topk", zeros.Skip(1).Contains(true)),
            CumSum sum => Along(shape[sum.Axis], "cumulative sum", false),
            Einsum einsum => SummedLetters(node, einsum).Select(extent => Along(extent, "sum", zeros.Contains(true))).FirstOrDefault(r => r is not null),
            Pool => node.Inputs.Skip(1).Select(list => Along(list.Shape[0], "softmax", causal: false)).FirstOrDefault(reason => reason is not null),
            Attention attention => AttentionObstacle(attention, shape[1], node.Inputs[1].Shape[1]),
            Gather gather when IsTime(shape[gather.Axis]) => ReadsGivenSteps(_name),
            TakeAlong take when IsTime(shape[take.Axis]) => ReadsGivenSteps(_name),
            Slice slice when IsTime(shape[slice.Axis]) && !slice.Length.Equals(shape[slice.Axis]) => $"a part of {_name} is counted from the start of the whole sequence",
            Slice slice when Mentions(slice.Length) && !IsTime(shape[slice.Axis]) => $"the first rows are not those of the steps in a call; read each step's own by an index that runs over {_name}",
            Slice slice when Mentions(slice.Start) => $"the place of the slice depends on the length of {_name}",
            Concat concat when IsTime(shape[concat.Axis]) => $"concatenating along {_name} moves its steps",
            Repeat repeat when IsTime(shape[repeat.Axis]) => $"repeating along {_name} moves its steps",
            Reshape when !KeepsTime(shape, node.Result.Shape) => $"the shape {node.Result.Shape} does not keep {_name} as an axis of {shape}",
            _ when node.Results.Any(r => r.Shape.Any(extent => Mentions(extent) && !IsTime(extent))) => $"an extent computed from {_name} has no meaning in a step",
            _ => null,
        };
    }

    private string? Along(Dim extent, string operation, bool causal) =>
        extent.Equals(_now) ? $"the {operation} over {_name} needs steps that are still to come"
        : extent.Equals(_past) && !causal ? $"the {operation} over the history of {_name} is not limited to the steps so far; write a domain such as [s | s <= t]"
        : null;

    private string? AttentionObstacle(Attention attention, Dim queries, Dim keys) =>
        attention.Causal && queries.Equals(_now) && !keys.Equals(_past) ? $"the queries run along {_name}, but the keys do not"
        : Along(keys, "softmax", attention.Causal && queries.Equals(_now));

    private bool IsCausal(Node node, IReadOnlyList<bool> zeros) => node.Operator switch
    {
        Less or LessOrEqual => LimitsKeys(node.Result),
        And or Mul => zeros[0] || zeros[1],
        Div => zeros[0],
        Or or Add or Sub or Max or Min => zeros[0] && zeros[1],
Select => (zeros[0] || zeros[1] || node.Inputs[1].Uniform() == 0) && (zeros[2] || node.Inputs[2].Uniform() == 0),
        Cast or Neg or Abs or Sqrt or Sin or Atan or Tanh or Erf or Floor => zeros[0],
        Reshape or Transpose or Slice or Expand or Repeat => zeros[0],
        Softmax or TopK => zeros.Skip(1).Contains(true) && node.Result.Shape[((AxisOperator)node.Operator).Axis].Equals(_past),
        Reduce { Kind: not ReduceKind.LogSumExp } reduce => (zeros[0] || (IsZeroOverNothing(reduce.Kind) && zeros.Skip(1).Contains(true))) && node.Result.Shape.Contains(_past),
        Einsum => zeros.Contains(true) && node.Result.Shape.Contains(_past),
        _ => false,
    };

    private static bool IsZeroOverNothing(ReduceKind kind) => kind is ReduceKind.Sum or ReduceKind.Any;

    // key <= query + lead with lead <= 0, where the key runs over the history and the query over the steps of this call.
    private bool LimitsKeys(Value mask)
    {
        var placed = Placement.Broadcast(mask, mask.Shape.Rank);
        return CausalMask.Recognise(placed) is { Lead: <= 0 } causal &&
            mask.Shape[causal.Key].Equals(_past) && mask.Shape[causal.Query].Equals(_now);
    }

    // Time stays an axis of its own at the same place between the others.
    private bool KeepsTime(Shape before, Shape after) => Places(before).SequenceEqual(Places(after)) &&
        !after.Any(extent => Mentions(extent) && !IsTime(extent));

    private IEnumerable<(Dim Axis, Dim Outside)> Places(Shape shape) => Enumerable.Range(0, shape.Rank)
        .Where(axis => IsTime(shape[axis]))
        .Select(axis => (shape[axis], new Shape(shape.Take(axis)).Count));

    private static IEnumerable<Dim> SummedLetters(Node node, Einsum einsum) =>
        einsum.Left.Zip(node.Inputs[0].Shape, (letter, extent) => (letter, extent))
            .Concat(einsum.Right.Zip(node.Inputs[1].Shape, (letter, extent) => (letter, extent)))
            .Where(axis => !einsum.Output.Contains(axis.letter))
            .Select(axis => axis.extent);

    private bool IsTime(Dim extent) => extent.Equals(_now) || extent.Equals(_past);

    private bool Mentions(Dim extent) => extent.Mentions(_name) || extent.Mentions(_past.SymbolName!);

    private static string Word(ReduceKind kind) => kind switch
    {
        ReduceKind.Prod => "product",
        ReduceKind.Max => "maximum",
        ReduceKind.Min => "minimum",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
