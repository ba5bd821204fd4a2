using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Passes.Hoisting;

/// <summary>
/// A reduction of each item of a list is a list of reductions: <c>mean[d](stack(a, b)[n, d] ^ 2)</c> is computed of a and of
/// b. Where items come from elsewhere (arguments, results of calls) other lists have them too, and
/// <see cref="CommonSubexpressions"/> leaves one reduction of each item for all of them.
/// </summary>
/// <remarks>Assumes nothing; what follows a reduction with constants alone, such as a root, is computed for each item too.</remarks>
public static class SplitReductions
{
    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, (to, node, inputs) => node.Operator switch
    {
        Reduce reduce when inputs.Count == 1 => Split(to, reduce, inputs[0]),
        PointwiseOperator op => Split(to, op, inputs),
        _ => null,
    });

    private static Value? Split(Rewriter to, Reduce reduce, Value x)
    {
        if (ListIn(x) is not var (list, axis) || axis == reduce.Axis || Items(to, x, axis, list) is not { } items)
            return null;
        return to.Add(new Concat(axis > reduce.Axis ? axis - 1 : axis), items.Select(item => to.Add(reduce, item)).ToArray());
    }

    private static Value? Split(Rewriter to, PointwiseOperator op, IReadOnlyList<Value> inputs)
    {
        var list = inputs.FirstOrDefault(input => input.Producer.Operator is Concat && input.Producer.Inputs.All(IsReduced))?.Producer;
        if (list is null || inputs.Any(input => input.Producer != list && input.Uniform() is null))
            return null;
        return to.Add(list.Operator, list.Inputs.Select(item => to.Add(op, inputs.Select(input => input.Producer == list ? item : input).ToArray())).ToArray());
    }

    private static bool IsReduced(Value value) =>
        value.Producer.Operator is Reduce || (value.Producer.Operator is PointwiseOperator && value.Producer.Inputs.Any(IsReduced));

    /// <summary>A list of items from elsewhere that a formula reads, and the formula's axis along which they lie.</summary>
    private static (Node List, int Axis)? ListIn(Value value)
    {
        var node = value.Producer;
        if (node.Operator is Concat concat)
            return node.Inputs.Count > 1 && node.Inputs.Any(IsFromElsewhere) ? (node, concat.Axis) : null;
        if (node.Operator is not PointwiseOperator)
            return null;
        foreach (var input in node.Inputs)
        {
            if (ListIn(input) is var (list, axis))
                return (list, axis + value.Shape.Rank - input.Shape.Rank);
        }

        return null;
    }

    private static bool IsFromElsewhere(Value item)
    {
        while (item.Producer.Operator is Reshape)
            item = item.Producer.Inputs[0];
        return item.Producer.Operator is Argument or Call;
    }

    /// <summary>The formula of each item, or null where it reads something else along the list too.</summary>
    private static IReadOnlyList<Value>? Items(Rewriter to, Value value, int axis, Node list)
    {
        if (value.Producer == list)
            return list.Inputs;
        if (axis < 0 || value.Shape[axis].Equals(Dim.One))
            return Enumerable.Repeat(value, list.Inputs.Count).ToList();
        if (value.Producer.Operator is not PointwiseOperator)
            return null;
        var operands = new List<IReadOnlyList<Value>>();
        foreach (var input in value.Producer.Inputs)
        {
            if (Items(to, input, axis - value.Shape.Rank + input.Shape.Rank, list) is not { } items)
                return null;
            operands.Add(items);
        }

        return Enumerable.Range(0, list.Inputs.Count).Select(i => to.Add(value.Producer.Operator, operands.Select(items => items[i]).ToArray())).ToList();
    }
}
