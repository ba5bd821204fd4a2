using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Fusion;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>
/// How far back each history of a function is read. Values along the history T' that meet belong together: their histories,
/// scores, masks, weights. A group is limited where everything that leaves T' (a sum, a softmax, an attention) is 0, or
/// masked, at every key s of a query t but t - w &lt; s.
/// </summary>
/// <remarks>
/// Counters along T' and what is computed from them alone belong to no group; each that reads them has its own. What crosses a call is
/// not limited.
/// </remarks>
internal sealed class HistoryLimits
{
    private const long Unlimited = long.MaxValue;

    private readonly Dim _now;
    private readonly Dim _past;
    private readonly Dictionary<Value, Value> _parents = [];
    private readonly HashSet<Value> _indices = [];
    private readonly Dictionary<Value, long> _windows = [];
    private readonly Dictionary<Value, long> _reaches = [];

    private HistoryLimits(string axis) => (_now, _past) = (Dim.Symbol(axis), Dim.Symbol(axis).Past);

    /// <summary>Finds the limits of a function.</summary>
    public static HistoryLimits Of(Function function, string axis)
    {
        var limits = new HistoryLimits(axis);
        limits.Find(function);
        return limits;
    }

    /// <summary>Whether a history is limited.</summary>
    public bool Any { get; private set; }

    /// <summary>How many steps before those of a call a value along T' needs; null where it is not limited, or is a counter.</summary>
    public long? Of(Value value) => IsGrouped(value) && _reaches.TryGetValue(Root(value), out var reach) && reach < Unlimited ? reach - 1 : null;

    /// <summary>The same of a node, by what it reads and gives.</summary>
    public long? Of(Node node) => node.Inputs.Concat(node.Results).Where(IsGrouped).Select(Of).FirstOrDefault();

    /// <summary>Whether a value runs along the history.</summary>
    public bool IsAlong(Value value) => value.Shape.Any(extent => extent.Mentions(_past.SymbolName!));

    private bool IsGrouped(Value value) => IsAlong(value) && !_indices.Contains(value);

    private void Find(Function function)
    {
        var histories = new List<Value>();
        foreach (var node in function.Nodes)
        {
            if (IsIndex(node))
                _indices.UnionWith(node.Results);
            foreach (var result in node.Results.Where(IsAlong))
            {
                if (WindowOf(node) is { } window)
                    _windows[result] = window;
                if (node.Operator is History)
                    histories.Add(result);
            }

            var group = node.Inputs.Concat(node.Results).Where(IsGrouped).ToList();
            if (group.Count == 0)
                continue;
            foreach (var other in group)
                Join(group[0], other);
            Reach(group[0], ReachOf(node));
        }

        foreach (var result in function.Results.Where(IsGrouped))
            Reach(result, Unlimited);
        Any = histories.Any(history => Of(history) is not null);
    }

    private bool IsIndex(Node node) => node.Operator is Iota or Constant ||
        (node.Inputs.Count > 0 && node.Operator is PointwiseOperator or Reshape or Transpose or Slice or Expand or Repeat && node.Inputs.All(_indices.Contains));

    private long? Window(Value value) => _windows.TryGetValue(value, out var window) ? window : null;

    /// <summary>The w for which a value is 0 (a mask: false) at every key s of a query t but t - w &lt; s; null where there is none.</summary>
    private long? WindowOf(Node node)
    {
        var of = node.Inputs.Select(Window).ToList();
        return node.Operator switch
        {
            Less or LessOrEqual => Compared(node.Result),
            And or Mul => Least(of[0], of[1]),
            Div => of[0],
            Or or Add or Sub or Max or Min => Both(of[0], of[1]),
            Select => Both(
                node.Inputs[1].Uniform() == 0 ? 1 : Least(of[0], of[1]),
                node.Inputs[2].Uniform() == 0 ? 1 : of[2]),
            Cast or Neg or Abs or Sqrt or Sin or Atan or Tanh or Erf or Floor => of[0],
            Reshape or Transpose or Slice or Expand or Repeat => of[0],
            Softmax or TopK => of.Skip(1).FirstOrDefault(),
            Reduce { Kind: not ReduceKind.LogSumExp } reduce => Least(of[0], reduce.Kind is ReduceKind.Sum or ReduceKind.Any ? of.Skip(1).FirstOrDefault() : null),
            Einsum => Least(of[0], of[1]),
            _ => null,
        };
    }

    // t <= s + lead, where t runs over the steps of the call and s over the history.
    private long? Compared(Value mask) =>
        CausalMask.Recognise(Placement.Broadcast(mask, mask.Shape.Rank)) is { Lead: < int.MaxValue } compared &&
        mask.Shape[compared.Key].Equals(_now) && mask.Shape[compared.Query].Equals(_past)
            ? Math.Max(1, (long)compared.Lead + 1)
            : null;

    /// <summary>The w within which a node needs the keys that it reads; 1 where it reads each for itself.</summary>
    private long ReachOf(Node node) => node.Operator switch
    {
        History => 1,
        Reduce reduce when IsPast(node, reduce.Axis) =>
            Least(node.Inputs.Skip(1).Select(Window).FirstOrDefault(), reduce.Kind is ReduceKind.Sum or ReduceKind.Any ? Window(node.Inputs[0]) : null) ?? Unlimited,
        Softmax softmax when IsPast(node, softmax.Axis) => node.Inputs.Skip(1).Select(Window).FirstOrDefault() ?? Unlimited,
        TopK topK when IsPast(node, topK.Axis) => node.Inputs.Skip(1).Select(Window).FirstOrDefault() ?? Unlimited,
        AxisOperator along when IsPast(node, along.Axis) => Unlimited,
        AxisOperator or PointwiseOperator or Transpose or Expand => 1,
        Einsum einsum => Sums(node, einsum) ? Least(Window(node.Inputs[0]), Window(node.Inputs[1])) ?? Unlimited : 1,
        Attention { Causal: true, Window: > 0 } attention when !IsAlong(node.Inputs[0]) => attention.Window,
        Reshape when node.Result.Shape.Contains(_past) && node.Inputs[0].Shape.Contains(_past) => 1,
        Slice slice when !slice.Length.Mentions(_past.SymbolName!) || slice.Length.Equals(node.Inputs[0].Shape[slice.Axis]) => IsPast(node, slice.Axis) && !slice.Length.Equals(_past) ? Unlimited : 1,
        Repeat repeat when !IsPast(node, repeat.Axis) => 1,
        Concat concat when !IsPast(node, concat.Axis) => 1,
        _ => Unlimited,
    };

    private bool IsPast(Node node, int axis) => node.Inputs[0].Shape[axis].Equals(_past);

    private bool Sums(Node node, Einsum einsum) =>
        einsum.Left.Where((letter, axis) => node.Inputs[0].Shape[axis].Equals(_past) && !einsum.Output.Contains(letter)).Any() ||
        einsum.Right.Where((letter, axis) => node.Inputs[1].Shape[axis].Equals(_past) && !einsum.Output.Contains(letter)).Any();

    private static long? Least(long? a, long? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);

    private static long? Both(long? a, long? b) => a is null || b is null ? null : Math.Max(a.Value, b.Value);

    private void Reach(Value value, long reach)
    {
        var root = Root(value);
        _reaches[root] = Math.Max(reach, _reaches.TryGetValue(root, out var known) ? known : 1);
    }

    private void Join(Value a, Value b)
    {
        var (one, other) = (Root(a), Root(b));
        if (one == other)
            return;
        _parents[other] = one;
        if (_reaches.TryGetValue(other, out var reach))
            Reach(one, reach);
    }

    private Value Root(Value value)
    {
        while (_parents.TryGetValue(value, out var parent))
            value = parent;
        return value;
    }
}
