using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Scans;

/// <summary>A value of a step as it is outside of the scan.</summary>
/// <param name="Value">The value there.</param>
/// <param name="Axis">Where it has the axis of the steps, or null where it is the same in every step.</param>
internal sealed record Lifted(Value Value, int? Axis)
{
    /// <summary>The number of axes that it has in a step.</summary>
    public int Rank => Value.Shape.Rank - (Axis is null ? 0 : 1);

    /// <summary>The same with an axis of the steps in any case.</summary>
    public Lifted WithAxis(Lifting lifting) => Axis is null ? new Lifted(lifting.At(this, 0), 0) : this;
}

/// <summary>
/// Computes nodes of a step for all steps at once: every operator gets the axis of the steps as one more axis, where its
/// operands have it.
/// </summary>
/// <param name="to">Where the nodes are added.</param>
/// <param name="length">The number of steps.</param>
/// <param name="path">The instance whose nodes they are.</param>
internal sealed class Lifting(Rewriter to, Dim length, string path)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private readonly Dictionary<Value, Lifted> _values = [];

    /// <summary>What a value of the step is outside.</summary>
    public Lifted this[Value value] => _values[value];

    /// <summary>Whether a node of which some operands change from step to step can be computed for all at once, in no more space.</summary>
    public static bool CanLift(Node node, Func<Value, bool> changes) => node.Operator switch
    {
        PointwiseOperator => node.Inputs.Any(input => changes(input) && Unrepeated(input).Shape.Count.Equals(node.Result.Shape.Count)),
        Reshape or Transpose or Slice or Expand or Repeat or Concat or Reduce or Softmax or CumSum or ArgMax or TopK => true,
        TakeAlong => changes(node.Inputs[0]),
        Gather => !changes(node.Inputs[0]) || !changes(node.Inputs[1]),
        Einsum einsum => einsum.Left.Union(einsum.Right).Except(einsum.Output).Any() && Letters.Except(einsum.Equation).Any(),
        Call call => CanLift(call.Callee, node.Inputs.Select(changes).ToList()),
        _ => false,
    };

    /// <summary>Binds an argument of the step.</summary>
    public void Bind(Value argument, Value value, int? axis) => _values[argument] = new Lifted(value, axis);

    /// <summary>Adds a node, given its operands; one that differs from step to step must be one that can be lifted.</summary>
    public void Add(Node node)
    {
        var operands = node.Inputs.Select(input => _values[input]).ToList();
        var results = operands.All(o => o.Axis is null)
            ? to.AddNode(node.Operator.In(path), operands.Select(o => o.Value).ToList()).Select(value => new Lifted(value, null)).ToList()
            : Lift(node, operands);
        foreach (var result in node.Results)
        {
            _values[result] = results[result.Result];
            _values[result].Value.Name ??= result.Name;
        }
    }

    /// <summary>A value with the axis of the steps at a place.</summary>
    public Value At(Lifted value, int axis)
    {
        if (value.Axis is { } own)
        {
            var order = Enumerable.Range(0, value.Rank + 1).Where(i => i != own).ToList();
            order.Insert(axis, own);
            return to.Transposed(value.Value, order);
        }

        var shape = value.Value.Shape;
        return to.Expanded(to.Reshaped(value.Value, With(shape, axis, Dim.One)), With(shape, axis, length));
    }

    private static bool CanLift(Function function, IReadOnlyList<bool> arguments)
    {
        var changing = new HashSet<Value>(function.Arguments.Where((_, i) => arguments[i]));
        foreach (var node in function.Nodes.Where(n => n.Inputs.Any(changing.Contains)))
        {
            if (!CanLift(node, changing.Contains))
                return false;
            changing.UnionWith(node.Results);
        }

        return true;
    }

    internal static Value Unrepeated(Value value)
    {
        while (value.Producer.Operator is Expand or Repeat or Reshape or Transpose)
            value = value.Producer.Inputs[0];
        return value;
    }

    private List<Lifted> Lift(Node node, List<Lifted> operands) => node.Operator switch
    {
        PointwiseOperator op => [Pointwise(op, operands, node.Result.Shape.Rank)],
        Reshape reshape => [Reshaped(reshape, operands[0])],
        Expand expand => [Expanded(expand, operands[0])],
        Transpose transpose => [Transposed(transpose, operands[0])],
        Slice slice => [Along(slice.Axis, operands[0], axis => slice with { Axis = axis })],
        Repeat repeat => [Along(repeat.Axis, operands[0], axis => repeat with { Axis = axis })],
        CumSum sum => [Along(sum.Axis, operands[0], axis => new CumSum(axis))],
        ArgMax argMax => [WithoutAxis(argMax.Axis, Masked(argMax.Axis, operands, axis => new ArgMax(axis)))],
        TopK topK => [Masked(topK.Axis, operands, axis => topK with { Axis = axis })],
        TakeAlong take => [Taken(take, operands[0], operands[1])],
        Softmax softmax => [Masked(softmax.Axis, operands, axis => new Softmax(axis))],
        Reduce reduce => [WithoutAxis(reduce.Axis, Masked(reduce.Axis, operands, axis => reduce with { Axis = axis }))],
        Concat concat => [Concatenated(concat, operands)],
        Gather gather => [Gathered(gather, operands[0], operands[1])],
        Einsum einsum => [Product(einsum, operands[0], operands[1])],
        Call call => Inlined(call, operands),
        _ => throw new InvalidOperationException($"{node.Operator.Name} cannot be lifted"),
    };

    private Lifted Pointwise(PointwiseOperator op, List<Lifted> operands, int rank)
    {
        var axis = PlaceIn(rank, operands.Where(o => o.Axis is not null).OrderByDescending(o => o.Rank).First());
        return new Lifted(to.Add(op, operands.Select(o => Aligned(o, rank, axis)).ToArray()), axis);
    }

    // Where the axis of the steps stands in a frame of so many axes to which the operand broadcasts.
    private static int PlaceIn(int rank, Lifted operand) => operand.Axis!.Value + rank - operand.Rank;

    // The operand so that it broadcasts to a frame that has the axis of the steps at a place.
    private Value Aligned(Lifted operand, int rank, int axis)
    {
        var own = axis - (rank - operand.Rank);
        if (operand.Axis is null)
            return own <= 0 ? operand.Value : to.Reshaped(operand.Value, With(operand.Value.Shape, own, Dim.One));
        if (own >= 0)
            return At(operand, own);
        var leading = At(operand, 0);
        return to.Reshaped(leading, new Shape([length, .. Enumerable.Repeat(Dim.One, -own), .. leading.Shape.Skip(1)]));
    }

    // The axis stays between the same elements where the new shape has a border there.
    private Lifted Reshaped(Reshape reshape, Lifted x)
    {
        var before = new Shape(x.Value.Shape.Take(x.Axis!.Value)).Count;
        var places = Enumerable.Range(0, reshape.Shape.Rank + 1).Where(i => new Shape(reshape.Shape.Take(i)).Count.Equals(before)).ToList();
        var axis = places.Contains(x.Axis.Value) ? x.Axis.Value : places.DefaultIfEmpty(0).First();
        var value = places.Count == 0 ? At(x, 0) : x.Value;
        return new Lifted(to.Reshaped(value, With(reshape.Shape, axis, length)), axis);
    }

    private Lifted Expanded(Expand expand, Lifted x)
    {
        var axis = PlaceIn(expand.Shape.Rank, x);
        return new Lifted(to.Expanded(x.Value, With(expand.Shape, axis, length)), axis);
    }

    private Lifted Transposed(Transpose transpose, Lifted x)
    {
        var order = transpose.Permutation.Select(i => Shifted(i, x.Axis!.Value)).ToList();
        order.Insert(x.Axis!.Value, x.Axis.Value);
        return x with { Value = to.Transposed(x.Value, order) };
    }

    private Lifted Along(int axis, Lifted x, Func<int, Operator> along) =>
        x with { Value = to.Add(along(Shifted(axis, x.Axis!.Value)), x.Value) };

    private Lifted Masked(int axis, List<Lifted> operands, Func<int, Operator> along)
    {
        var rank = operands[0].Rank;
        var place = operands[0].Axis ?? PlaceIn(rank, operands[1]);
        Value[] inputs = [At(operands[0], place), .. operands.Skip(1).Select(mask => Aligned(mask, rank, place))];
        return new Lifted(to.Add(along(Shifted(axis, place)), inputs), place);
    }

    private Lifted Concatenated(Concat concat, List<Lifted> operands)
    {
        var place = operands.First(o => o.Axis is not null).Axis!.Value;
        return new Lifted(to.Add(new Concat(Shifted(concat.Axis, place)), operands.Select(o => At(o, place)).ToArray()), place);
    }

    private Lifted Gathered(Gather gather, Lifted data, Lifted indices)
    {
        if (data.Axis is not { } own)
            return new Lifted(to.Add(gather, data.Value, indices.Value), gather.Axis + indices.Axis);
        var value = to.Add(new Gather(Shifted(gather.Axis, own)), data.Value, indices.Value);
        return new Lifted(value, gather.Axis < own ? own - 1 + indices.Rank : own);
    }

    private Lifted Taken(TakeAlong take, Lifted data, Lifted indices)
    {
        var place = data.Axis!.Value;
        var moved = indices.Axis is null ? to.Reshaped(indices.Value, With(indices.Value.Shape, place, Dim.One)) : At(indices, place);
        return data with { Value = to.Add(new TakeAlong(Shifted(take.Axis, place)), data.Value, moved) };
    }

    private Lifted Product(Einsum einsum, Lifted left, Lifted right)
    {
        var letter = Letters.Except(einsum.Equation).First().ToString();
        var (leading, place) = left.Axis is { } own ? (einsum.Left, own) : (einsum.Right, right.Axis!.Value);
        var axis = einsum.Output.TakeWhile(leading.Substring(0, place).Contains).Count();
        var (x, y) = (With(einsum.Left, left), With(einsum.Right, right));
        var order = x.Union(y).ToList();
        var equation = $"{Spell(x)},{Spell(y)}->{Spell(einsum.Output.Insert(axis, letter))}";
        return new Lifted(to.Add(new Einsum(equation), left.Value, right.Value), axis);

        string With(string letters, Lifted operand) => operand.Axis is { } at ? letters.Insert(at, letter) : letters;

        string Spell(string letters) => new(letters.Select(own => Letters[order.IndexOf(own)]).ToArray());
    }

    private List<Lifted> Inlined(Call call, List<Lifted> operands)
    {
        var inside = new Lifting(to, length, Instances.Join(path, call.Path));
        for (var i = 0; i < operands.Count; i++)
            inside._values[call.Callee.Arguments[i]] = operands[i];
        foreach (var parameter in call.Callee.Parameters)
            to.Declare(parameter.In(inside.Path));
        foreach (var node in call.Callee.Nodes.Where(n => n.Operator is not Argument))
            inside.Add(node);
        return call.Callee.Results.Select(result => inside[result]).ToList();
    }

    private string Path => path;

    private static Lifted WithoutAxis(int axis, Lifted x) => axis < x.Axis ? x with { Axis = x.Axis - 1 } : x;

    private static int Shifted(int axis, int place) => axis >= place ? axis + 1 : axis;

    private static Shape With(Shape shape, int axis, Dim extent) => new([.. shape.Take(axis), extent, .. shape.Skip(axis)]);
}
