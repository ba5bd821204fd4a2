using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>
/// Lists that begin alike share one buffer: <c>[a, b]</c> is the first part of <c>[a, b, c]</c>. An item is computed in its
/// place where that is possible, so a list that grows from layer to layer is never copied.
/// </summary>
internal sealed class StackPlan
{
    private readonly Dictionary<Value, Stack> _lists = [];
    private readonly Dictionary<Value, Stack> _places = [];

    private StackPlan()
    {
    }

    /// <summary>A buffer.</summary>
    /// <param name="Longest">The list that fills it.</param>
    internal sealed record Stack(Value Longest)
    {
        /// <summary>Its items as they are computed, in order.</summary>
        public IReadOnlyList<Value> Items { get; } = Longest.Producer.Inputs.Select(Behind).ToList();

        /// <summary>Where an item begins.</summary>
        public Dim Start(int item) => Items.Take(item).Aggregate(Dim.Zero, (sum, value) => sum + value.Shape.Count);
    }

    /// <summary>The buffers.</summary>
    public IEnumerable<Stack> Stacks => _lists.Values.Distinct();

    /// <summary>Makes the plan of a function, given which tensors are in memory.</summary>
    public static StackPlan Of(Function function, FusionPlan fusion)
    {
        var plan = new StackPlan();
        var lists = function.Nodes.Where(n => n.Operator is Concat && fusion.IsStored(n.Result) && IsOneAfterAnother(n) && !function.Results.Contains(n.Result))
            .Select(n => n.Result).OrderByDescending(list => list.Producer.Inputs.Count);
        var stacks = new List<(Stack Stack, List<Value> Lists)>();
        foreach (var list in lists)
        {
            var items = new Stack(list).Items;
            if (stacks.Find(s => s.Stack.Items.Take(items.Count).SequenceEqual(items)) is { Lists: { } sharing })
                sharing.Add(list);
            else
                stacks.Add((new Stack(list), [list]));
        }

        foreach (var (stack, sharing) in stacks.Where(s => s.Lists.Count > 1))
        {
            foreach (var list in sharing)
                plan._lists[list] = stack;
            foreach (var item in stack.Items.Where(item => CanBePlaced(item, function, fusion) && !plan._places.ContainsKey(item)))
                plan._places[item] = stack;
        }

        return plan;
    }

    /// <summary>The buffer that a list is a part of, or null where it has its own.</summary>
    public Stack? Find(Value list) => _lists.TryGetValue(list, out var stack) ? stack : null;

    /// <summary>Whether an item is computed in its place in a buffer; otherwise it is copied there.</summary>
    public bool IsPlaced(Stack stack, int item) =>
        _places.TryGetValue(stack.Items[item], out var place) && place == stack && !stack.Items.Take(item).Contains(stack.Items[item]);

    private static bool CanBePlaced(Value item, Function function, FusionPlan fusion) =>
        fusion.IsStored(item) && !FusionPlan.IsGiven(item) && item.Producer.Operator is not (History or Concat or Scan or RecurrenceOperator or Window) && !function.Results.Contains(item);

    private static bool IsOneAfterAnother(Node list) =>
        list.Result.Shape.Take(((Concat)list.Operator).Axis).All(extent => extent.Equals(Dim.One));

    private static Value Behind(Value item)
    {
        while (item.Producer.Operator is Reshape)
            item = item.Producer.Inputs[0];
        return item;
    }
}
