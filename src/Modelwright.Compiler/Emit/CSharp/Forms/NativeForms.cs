using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Passes.Simplification;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>
/// Rewrites operators into the forms that native code has: what runs along an axis runs along the last one, reductions
/// are plain folds, products are matrix products. Transposes that this takes are views; loops read through them.
/// </summary>
/// <remarks>Assumes the pass pipeline has run. Guarantees what <see cref="Einsums"/> and the rules here state.</remarks>
internal static class NativeForms
{
    /// <summary>Runs the rules.</summary>
    public static ModelGraph Run(ModelGraph graph) => DeadCode.Run(Rewriter.Run(graph, Rewrite));

    private static Value? Rewrite(Rewriter to, Node node, IReadOnlyList<Value> inputs) => node.Operator switch
    {
        Softmax softmax => AlongLastAxis(to, softmax.Axis, inputs, operands => to.Add(new Softmax(LastAxis(inputs[0])), operands)),
        CumSum sum => AlongLastAxis(to, sum.Axis, inputs, operands => to.Add(new CumSum(LastAxis(inputs[0])), operands)),
        ArgMax argMax when IsRewritten(argMax.Axis, inputs) => to.Add(new ArgMax(LastAxis(inputs[0])), Rows(to, argMax.Axis, inputs)),
        TopK topK when IsRewritten(topK.Axis, inputs) =>
            FromLast(to, to.Add(new TopK(LastAxis(inputs[0]), topK.K), Rows(to, topK.Axis, inputs)), topK.Axis),
        Reduce { Kind: ReduceKind.LogSumExp } reduce => LogSumExp(to, reduce, inputs),
        Reduce { Kind: ReduceKind.Mean } reduce when inputs.Count == 2 => MaskedMean(to, reduce, inputs),
        Einsum einsum => Einsums.Rewrite(to, einsum, inputs[0], inputs[1]),
        _ => null,
    };

    private static Value? AlongLastAxis(Rewriter to, int axis, IReadOnlyList<Value> inputs, Func<Value[], Value> apply)
    {
        if (axis == LastAxis(inputs[0]))
            return null;
        return FromLast(to, apply(Rows(to, axis, inputs)), axis);
    }

    // Library kernels read rows of values, and beside them rows of the mask.
    private static bool IsRewritten(int axis, IReadOnlyList<Value> inputs) =>
        axis != LastAxis(inputs[0]) || inputs.Any(input => !input.Shape.Equals(inputs[0].Shape));

    private static Value[] Rows(Rewriter to, int axis, IReadOnlyList<Value> inputs) =>
        inputs.Select(input => ToLast(to, to.Expanded(input, inputs[0].Shape), axis)).ToArray();

    private static Value FromLast(Rewriter to, Value value, int axis)
    {
        var back = Enumerable.Range(0, value.Shape.Rank - 1).ToList();
        back.Insert(axis, value.Shape.Rank - 1);
        return to.Transposed(value, back);
    }

    private static Value ToLast(Rewriter to, Value value, int axis) =>
        to.Transposed(value, [.. Enumerable.Range(0, value.Shape.Rank).Where(i => i != axis), axis]);

    private static int LastAxis(Value value) => value.Shape.Rank - 1;

    /// <summary>log(sum(exp(x - m))) + m with m the maximum, or 0 where that is infinite.</summary>
    private static Value LogSumExp(Rewriter to, Reduce reduce, IReadOnlyList<Value> inputs)
    {
        var x = inputs[0];
        var max = to.Add(new Reduce(ReduceKind.Max, reduce.Axis), inputs.ToArray());
        var element = x.Type.Element;
        var isFinite = to.Add(new Less(), to.Add(new Abs(), max), to.AddScalar(element, double.PositiveInfinity));
        var shift = to.Add(new Select(), isFinite, max, to.AddScalar(element, 0));
        var kept = to.Reshaped(shift, x.Shape.With(reduce.Axis, Dim.One));
        var terms = to.Add(new Exp(), to.Add(new Sub(), x, kept));
        var sum = to.Add(new Reduce(ReduceKind.Sum, reduce.Axis), [terms, .. inputs.Skip(1)]);
        return to.Add(new Add(), to.Add(new Log(), sum), shift);
    }

    private static Value MaskedMean(Rewriter to, Reduce reduce, IReadOnlyList<Value> inputs)
    {
        var sum = to.Add(new Reduce(ReduceKind.Sum, reduce.Axis), inputs.ToArray());
        var ones = to.Add(new Cast(inputs[0].Type.Element), to.Expanded(inputs[1], inputs[0].Shape));
        return to.Add(new Div(), sum, to.Add(new Reduce(ReduceKind.Sum, reduce.Axis), ones));
    }
}
