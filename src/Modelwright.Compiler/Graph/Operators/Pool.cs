using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Attention pooling: one query [D] looks at the items of some lists and takes their weighted mean. A list is two operands, its
/// items [N, …, D] and a factor for the score of each, [N, …]; the result is [..., D]. At each place between it is
/// sum[n](softmax[n](factor[n] * (query · item[n])) * item[n]), n running over the items of all lists.
/// </summary>
public sealed record Pool : Operator
{
    /// <inheritdoc/>
    public override string Name => "pool";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        if (operands.Count < 3 || operands.Count % 2 == 0)
            throw Refusal($"takes a query and then two operands for each list, not {operands.Count} operands");
        var element = operands[0].Element;
        if (!element.IsFloat() || operands.Any(o => o.Element != element))
            throw Refusal($"is not defined for {string.Join(", ", operands.Select(o => o.Element.Keyword()))}");
        var (query, first) = (operands[0].Shape, operands[1].Shape);
        if (query.Rank != 1 || first.Rank < 2)
            throw Refusal($"takes a query of one axis and items of two or more, not {query} and {first}");
        for (var list = 1; list < operands.Count; list += 2)
        {
            var (items, factors) = (operands[list].Shape, operands[list + 1].Shape);
            if (!items.Skip(1).SequenceEqual(first.Skip(1)) || !items[items.Rank - 1].Equals(query[0]))
                throw Refusal($"the query is {query} and the first items {first}, but others {items}");
            if (!factors.SequenceEqual(items.Take(items.Rank - 1)))
                throw Refusal($"the items are {items}, but their factors {factors}");
        }

        return [new TensorType(element, new Shape(first.Skip(1)))];
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) =>
        operands.Where((_, i) => i % 2 == 1).Aggregate(Dim.Zero, (sum, items) => sum + (4 * items.Shape.Count));

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (query, first) = (operands[0], operands[1]);
        var width = query.Data.Length;
        var result = new DenseTensor(first.Shape.Skip(1).ToArray());
        var places = result.Shape.Take(result.Shape.Length - 1).Aggregate(1, (a, b) => a * b);
        for (var place = 0; place < places; place++)
        {
            var items = new List<(DenseTensor Values, int Start, double Score)>();
            for (var list = 1; list < operands.Count; list += 2)
            {
                for (var n = 0; n < operands[list].Shape[0]; n++)
                {
                    var (values, start) = (operands[list], ((n * places) + place) * width);
                    var product = 0.0;
                    for (var d = 0; d < width; d++)
                        product += query.Data[d] * values.Data[start + d];
                    items.Add((values, start, operands[list + 1].Data[(n * places) + place] * product));
                }
            }

            if (items.Count == 0)
                continue;
            var max = items.Max(item => item.Score);
            var weights = items.Select(item => PortableMath.Exp(item.Score - max)).ToList();
            var sum = weights.Sum();
            for (var n = 0; n < items.Count; n++)
            {
                for (var d = 0; d < width; d++)
                    result.Data[(place * width) + d] += weights[n] / sum * items[n].Values.Data[items[n].Start + d];
            }
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var query = operands[0];
        var items = Joined(onnx, operands.Where((_, i) => i % 2 == 1).ToList());
        var factors = Joined(onnx, operands.Skip(1).Where((_, i) => i % 2 == 1).ToList());

        // The items' axis comes last in the weights, where the product with the items sums over it.
        var places = Enumerable.Range(1, factors.Shape.Rank - 1).ToList();
        var letters = string.Concat(places.Select(axis => (char)('a' + axis)));
        var byPlace = new Shape([.. factors.Shape.Skip(1), factors.Shape[0]]);
        var scores = new Einsum($"n{letters}z,z->{letters}n").LowerToOnnx(onnx, [items, query]).Single();
        scores = onnx.Add("Mul", [scores, onnx.Transpose(factors.Name, [.. places, 0])]);
        var weights = onnx.Add("Softmax", [scores], OnnxAttribute.Of("axis", -1));
        return new Einsum($"n{letters}z,{letters}n->{letters}z").LowerToOnnx(onnx, [items, items.As(weights, byPlace)]);
    }

    private static OnnxValue Joined(OnnxBuilder onnx, IReadOnlyList<OnnxValue> lists)
    {
        var joined = lists[0];
        foreach (var list in lists.Skip(1))
        {
            var shape = joined.Shape.With(0, joined.Shape[0] + list.Shape[0]);
            joined = joined.As(onnx.Add("Concat", [joined.Name, list.Name], OnnxAttribute.Of("axis", 0)), shape);
        }

        return joined;
    }
}
