using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// Where the elements of each value of a function matter, going from the results to what they are computed from. A choice
/// passes elements over: <c>where</c>, a domain, a read at an index. A product with a factor that is 0 by a choice needs
/// elements only to be finite; that is kept through sums and products, and forgotten before anything that may make a 0
/// infinite.
/// </summary>
internal sealed class DemandAnalysis
{
    private const int DeepestFactor = 8;

    private readonly Dictionary<Value, Demand> _demands = [];

    private DemandAnalysis(Function function)
    {
        foreach (var result in function.Results)
            _demands[result] = Demand.Always;
        foreach (var node in function.Nodes.Reverse())
        {
            if (node.Results.All(result => this[result] == Demand.Never))
                continue;
            for (var i = 0; i < node.Inputs.Count; i++)
                _demands[node.Inputs[i]] = this[node.Inputs[i]].Or(node.Results.Count == 1 ? Flow(node, i, this[node.Result]) : Demand.Always);
        }
    }

    /// <summary>Looks at a function.</summary>
    public static DemandAnalysis Of(Function function) => new(function);

    /// <summary>Where a value matters.</summary>
    public Demand this[Value value] => _demands.TryGetValue(value, out var demand) ? demand : Demand.Never;

    private static Demand Flow(Node node, int index, Demand demand)
    {
        var (inputs, frame) = (node.Inputs, node.Result.Shape);
        var operand = inputs[index].Shape;
        switch (node.Operator)
        {
            case Select when index > 0:
                return Aligned(demand.And(Masks(Placement.Broadcast(inputs[0], frame.Rank), holds: index == 1, isFactor: false)), frame, operand);
            case Mul:
                return Aligned(demand.And(NonZero(Placement.Broadcast(inputs[1 - index], frame.Rank))), frame, operand);
            case PointwiseOperator op:
                return Aligned(op is Neg or Add or Sub or Min or Max or Cast or Select ? demand : Strictly(demand), frame, operand);
            case Reduce reduce:
                return Along(reduce.Kind == ReduceKind.Sum ? demand : Strictly(demand), node, index, axis => axis < reduce.Axis ? axis : axis + 1);
            case ArgMax argMax:
                return Along(Strictly(demand), node, index, axis => axis < argMax.Axis ? axis : axis + 1);
            case Softmax or TopK or CumSum:
                return Along(Strictly(demand), node, index, axis => axis == ((AxisOperator)node.Operator).Axis ? null : axis);
            case Einsum einsum:
                return Product(einsum, index, inputs[1 - index], demand);
            case TakeAlong take when index == 0:
                return Taken(take, inputs[1], demand);
            case Concat concat:
                return Part(concat, inputs, index, demand);
            case Transpose transpose:
                return Moved(demand, axis => transpose.Permutation[axis]);
            case Expand:
                return Aligned(demand, frame, operand);
            case Slice slice:
                return Moved(demand, axis => axis == slice.Axis ? null : axis);
            case Repeat repeat:
                return Moved(demand, axis => axis == repeat.Axis ? null : axis);
            case Reshape:
                return Moved(demand, axis => Behind(operand, frame, axis));
            default:
                return Demand.Always;
        }
    }

    private static Demand Moved(Demand demand, Func<int, int?> axis) => demand.Select(condition => condition.Moved(axis));

    private static Demand Strictly(Demand demand) => demand.Select(condition => condition.IsFactor ? null : condition);

    // An element that is repeated matters where one of its copies does.
    private static Demand Aligned(Demand demand, Shape frame, Shape operand) =>
        Moved(demand, axis => axis - (frame.Rank - operand.Rank) is >= 0 and var own && operand[own].Equals(frame[axis]) ? own : null);

    private static Demand Along(Demand demand, Node node, int index, Func<int, int?> axis)
    {
        var (frame, inside) = (node.Inputs[0].Shape, Moved(demand, axis));
        if (index > 0)
            return Aligned(inside, frame, node.Inputs[index].Shape);
        return node.Inputs.Count == 1 ? inside : inside.And(Masks(Placement.Broadcast(node.Inputs[1], frame.Rank), holds: true, isFactor: false));
    }

    private static Demand Product(Einsum einsum, int index, Value other, Demand demand)
    {
        var (own, others) = index == 0 ? (einsum.Left, einsum.Right) : (einsum.Right, einsum.Left);
        var factors = NonZero(Placement.Of(other)).Select(condition => condition.Moved(axis => Named(own, others[axis]))).OfType<Condition>();
        return Moved(demand, axis => Named(own, einsum.Output[axis])).And(factors.ToList());
    }

    private static int? Named(string letters, char letter) => letters.IndexOf(letter) is >= 0 and var axis ? axis : null;

    private static Demand Taken(TakeAlong take, Value indices, Demand demand)
    {
        var elsewhere = Moved(demand, axis => axis == take.Axis ? null : axis);
        if (!indices.Shape[take.Axis].Equals(Dim.One))
            return elsewhere;
        var placed = Placement.Of(indices);
        return elsewhere.And([Condition.Of(placed, holds: true, isFactor: false) with { Picked = take.Axis }]);
    }

    // What is stacked is read at one place of the axis.
    private static Demand Part(Concat concat, IReadOnlyList<Value> inputs, int index, Demand demand)
    {
        var start = inputs.Take(index).Aggregate(Dim.Zero, (sum, input) => sum + input.Shape[concat.Axis]);
        int? at = inputs[index].Shape[concat.Axis].Equals(Dim.One) && start.Value is { } known ? ~(int)known : null;
        return Moved(demand, axis => axis == concat.Axis ? at : axis);
    }

    // The operand's axis behind one of a reshaped value: the same one counted from either end, or the same but for axes of extent 1.
    private static int? Behind(Shape before, Shape after, int axis)
    {
        if (after[axis].Equals(Dim.One))
            return ~0;
        if (Longer(before).SequenceEqual(Longer(after)))
            return Places(before)[Places(after).IndexOf(axis)];
        if (before.Rank > axis && before.Take(axis + 1).SequenceEqual(after.Take(axis + 1)))
            return axis;
        var last = after.Rank - axis;
        return before.Rank >= last && before.Skip(before.Rank - last).SequenceEqual(after.Skip(axis)) ? before.Rank - last : null;

        static IEnumerable<Dim> Longer(Shape shape) => shape.Where(extent => !extent.Equals(Dim.One));

        static List<int> Places(Shape shape) => Enumerable.Range(0, shape.Rank).Where(i => !shape[i].Equals(Dim.One)).ToList();
    }

    /// <summary>What has to be so for a mask to hold, or not to.</summary>
    private static List<Condition> Masks(Placement mask, bool holds, bool isFactor)
    {
        var conditions = new List<Condition>();
        var pending = new Stack<(Placement Mask, bool Holds)>([(mask, holds)]);
        while (pending.Count > 0)
        {
            var (next, expected) = pending.Pop();
            switch (next.Value.Producer.Operator)
            {
                case Not:
                    pending.Push((next.Operand(0), !expected));
                    break;
                case And when expected:
                case Or when !expected:
                    pending.Push((next.Operand(1), expected));
                    pending.Push((next.Operand(0), expected));
                    break;
                case Constant:
                    break;
                default:
                    conditions.Add(Condition.Of(next, expected, isFactor));
                    break;
            }
        }

        return conditions;
    }

    /// <summary>What has to be so for a factor not to be 0 by a choice.</summary>
    private static List<Condition> NonZero(Placement factor, int depth = 0)
    {
        var inputs = factor.Value.Producer.Inputs;
        if (depth == DeepestFactor)
            return [];
        return factor.Value.Producer.Operator switch
        {
            Select when inputs[2].Uniform() == 0 => [.. Masks(factor.Operand(0), holds: true, isFactor: true), .. NonZero(factor.Operand(1), depth + 1)],
            Select when inputs[1].Uniform() == 0 => [.. Masks(factor.Operand(0), holds: false, isFactor: true), .. NonZero(factor.Operand(2), depth + 1)],
            Softmax when inputs.Count == 2 => Masks(factor.Operand(1), holds: true, isFactor: true),
            Cast when inputs[0].Type.Element == ElementType.Bool => Masks(factor.Operand(0), holds: true, isFactor: true),
            Mul => [.. NonZero(factor.Operand(0), depth + 1), .. NonZero(factor.Operand(1), depth + 1)],
            Div or Neg or Abs or Sqrt or Cast => NonZero(factor.Operand(0), depth + 1),
            Slice { Start.Value: { } start } slice when slice.Length.Equals(Dim.One) => NonZero(Placement.Of(inputs[0]), depth + 1)
                .Select(condition => condition.Moved(axis => axis == slice.Axis ? ~(int)start : factor.Axes[axis] is not Placement.Unit and var at ? at : ~0))
                .OfType<Condition>().ToList(),
            _ => [],
        };
    }
}
