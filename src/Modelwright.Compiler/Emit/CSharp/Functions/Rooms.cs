using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>
/// A function's scratch, tensor by tensor: what nothing reads any more leaves its memory to a tensor of the same element
/// type that cannot be larger, whatever the sizes are. What is read for the last time does so already where the one that reads it
/// can take its place.
/// </summary>
internal sealed class Rooms
{
    /// <summary>What it is called where it is left out.</summary>
    public const string Name = "reuse-memory";

    private readonly Dictionary<Value, int> _lastReads = [];
    private readonly HashSet<Value> _histories;
    private readonly Dictionary<Node, int> _places = [];
    private readonly List<Room> _rooms = [];
    private readonly FunctionPlan _plan;
    private int _statement;

    /// <summary>Looks at when the tensors in memory are read.</summary>
    public Rooms(FunctionPlan plan)
    {
        _plan = plan;
        foreach (var node in plan.Function.Nodes)
            _places[node] = _places.Count;

        // The calls of a group are written where the last of them stands.
        foreach (var group in plan.Calls)
        {
            foreach (var node in group.Nodes)
                _places[node] = _places[group.Nodes[group.Nodes.Count - 1]];
        }

        // A kernel is called where its epilogue stands.
        foreach (var (node, result) in plan.Epilogues.All)
            _places[node] = _places[result.Producer];

        foreach (var node in plan.Function.Nodes)
        {
            if (!FusionPlan.IsComputedInLoops(node.Operator) || node.Results.Any(plan.Fusion.IsStored))
                ReadAll(node.Inputs, _places[node]);
        }

        ReadAll(plan.Function.Results, int.MaxValue);

        // A history of a whole sequence lies where the sequence does, under a name of its own.
        _histories = [.. plan.Function.Nodes.Where(node => node.Operator is History).Select(node => plan.Fusion.Access(node.Inputs[0]).Base)];
    }

    /// <summary>Memory of a tensor of so many elements, to be used again once its time is over.</summary>
    /// <param name="Owner">The tensor that it was taken for.</param>
    /// <param name="Variable">The span.</param>
    internal sealed record Room(Value Owner, string Variable)
    {
        /// <summary>The elements.</summary>
        public Dim Count => Owner.Shape.Count;

        /// <summary>The tensor that lies there now.</summary>
        public Value Tenant { get; set; } = Owner;

        /// <summary>The last statement in which it is in use.</summary>
        public int Until { get; set; }
    }

    /// <summary>Says which node the statements that follow are of.</summary>
    public void Begin(Node node) => _statement = _places[node];

    /// <summary>Memory that was taken for a tensor.</summary>
    public void Add(Value value, string variable)
    {
        // The parts of a list lie in one memory, at different times.
        if (_plan.Stacks.Find(value) is null)
            _rooms.Add(new Room(value, variable) { Until = LastRead(value) });
    }

    /// <summary>
    /// Memory for a tensor that others have no use for any more, the least that is enough; null where there is none. Of memories alike it is the one
    /// that was in use last.
    /// </summary>
    /// <param name="value">The tensor.</param>
    /// <param name="takesPlaceOf">Whether it can be stored where a tensor lies that is read for it.</param>
    public Room? Reuse(Value value, Func<Value, bool> takesPlaceOf)
    {
        if (_plan.Stacks.Find(value) is not null)
            return null;
        Room? least = null;
        foreach (var room in _rooms.OrderBy(room => room.Until))
        {
            if (room.Owner.Type.Element == value.Type.Element && (room.Count - value.Shape.Count).IsNonNegative &&
                (least is null || (least.Count - room.Count).IsNonNegative) && (room.Until < _statement || IsReplaced(room)))
                least = room;
        }

        if (least is not null)
            (least.Tenant, least.Until) = (value, LastRead(value));
        return least;

        bool IsReplaced(Room room) => room.Until == _statement && !_histories.Contains(room.Tenant) && takesPlaceOf(room.Tenant);
    }

    private int LastRead(Value value) => Math.Max(_statement, _lastReads.TryGetValue(value, out var last) ? last : 0);

    private void ReadAll(IEnumerable<Value> values, int statement)
    {
        var pending = new Stack<Value>(values);
        var seen = new HashSet<Value>();
        while (pending.Count > 0)
        {
            var value = pending.Pop();
            if (!seen.Add(value) || FusionPlan.IsGiven(value))
                continue;
            _lastReads[value] = Math.Max(statement, _lastReads.TryGetValue(value, out var known) ? known : 0);

            // A history of a whole sequence is the sequence, and what is not in memory is computed when it is read.
            if (!_plan.Fusion.IsStored(value) || value.Producer.Operator is History)
            {
                foreach (var input in value.Producer.Inputs)
                    pending.Push(input);
            }
        }
    }
}
