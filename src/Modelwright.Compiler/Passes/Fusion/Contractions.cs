using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Fusion;

/// <summary>
/// Finds matrix products: a sum over an axis of a product whose factors broadcast against each other becomes an
/// <c>einsum</c> that reads the factors as they were before they were aligned. Factors that lack the axis, and constants,
/// are multiplied afterwards.
/// </summary>
/// <remarks>
/// A product of factors with the same axes (a square, a dot product per row) stays a reduction, which reads every element
/// once anyway. Assumes nothing; guarantees that letters are named a, b, c… in order of appearance and that the operand
/// with the outermost axis of its own stands first.
/// </remarks>
public static class Contractions
{
    private const int Letters = 26;

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, (to, node, inputs) => node.Operator switch
    {
        Reduce { Kind: ReduceKind.Sum } sum when inputs.Count == 1 => Sum(to, inputs[0], sum.Axis),
        Einsum einsum => ReadBehindViews(to, einsum, inputs),
        _ => null,
    });

    private static Value? Sum(Rewriter to, Value summand, int axis)
    {
        var frame = summand.Shape;
        if (!summand.Type.Element.IsFloat() || frame.Rank > Letters)
            return null;
        var (factors, scale) = Factors(Placement.Of(summand), axis);
        var inner = factors.Where(f => f.Covered.Contains(axis)).ToList();
        var sum = inner.Count switch
        {
            1 => SumProduct(to, inner[0], axis),
            >= 2 => Product(to, inner, axis),
            _ => null,
        };
        if (sum is null)
            return null;

        foreach (var factor in factors.Except(inner))
            sum = Multiply(to, sum, factor);
        if (scale != 1)
            sum = sum with { Value = to.Add(new Mul(), sum.Value, to.AddScalar(sum.Value.Type.Element, scale)) };
        var kept = Enumerable.Range(0, frame.Rank).Where(i => i != axis).ToList();
        return to.Expanded(sum.Arrange(to, kept), new Shape(kept.Select(i => frame[i])));
    }

    // A product that only scales one operand (a normalised value times its gain) is one factor; taking it apart would
    // move work from the smaller operand to the result. Where the operand has every axis, the result is the smaller one.
    private static (List<Placement> Factors, double Scale) Factors(Placement product, int axis)
    {
        var (factors, scale) = (new List<Placement>(), 1.0);
        var pending = new Stack<Placement>([product]);
        while (pending.Count > 0)
        {
            var factor = pending.Pop();
            var producer = factor.Value.Producer;
            if (factor.Value.Uniform() is { } constant)
            {
                scale *= constant;
            }
            else if (producer.Operator is Div && producer.Inputs[1].Uniform() is { } divisor and not 0)
            {
                scale /= divisor;
                pending.Push(factor.Operand(0));
            }
            else if (producer.Operator is Mul && (factor == product || IsOuterProduct(factor) || (HasEveryAxis(factor) && HasFactorWithout(factor))))
            {
                pending.Push(factor.Operand(1));
                pending.Push(factor.Operand(0));
            }
            else
            {
                factors.Add(factor);
            }
        }

        return (factors, scale);

        bool HasEveryAxis(Placement factor) => factor.Covered.Count() == product.Covered.Count();

        bool HasFactorWithout(Placement factor) => factor.Value.Uniform() is null &&
            (!factor.Covered.Contains(axis) || (factor.Value.Producer.Operator is Mul && Enumerable.Range(0, 2).Any(i => HasFactorWithout(factor.Operand(i)))));
    }

    private static bool IsOuterProduct(Placement product)
    {
        var operands = product.Value.Producer.Inputs;
        var axes = product.Covered.Count();
        return operands.Any(o => o.Uniform() is not null) || Enumerable.Range(0, 2).All(i => product.Operand(i).Covered.Count() < axes);
    }

    // The sum over one more axis of an einsum that has it in both operands.
    private static Placement? SumProduct(Rewriter to, Placement product, int axis)
    {
        if (product.Value.Producer.Operator is not Einsum einsum)
            return null;
        var own = product.AxisOn(axis);
        var letter = einsum.Output[own];
        if (!einsum.Left.Contains(letter) || !einsum.Right.Contains(letter))
            return null;
        var value = to.AddNode(new Einsum($"{einsum.Left},{einsum.Right}->{einsum.Output.Remove(own, 1)}"), product.Value.Producer.Inputs)[0];
        return new Placement(value, product.Axes.Where((_, i) => i != own).ToList());
    }

    private static Placement? Product(Rewriter to, List<Placement> factors, int axis)
    {
        while (factors.Count > 2)
        {
            // A factor that broadcasts into another scales it.
            var scaled = (from small in factors
                          from large in factors
                          where small != large && !small.Covered.Except(large.Covered).Any()
                          orderby large.Covered.Count()
                          select (small, large)).FirstOrDefault();
            if (scaled.small is null)
                return null;
            factors = factors.Where(f => f != scaled.small && f != scaled.large).Append(Multiply(to, scaled.large, scaled.small)).ToList();
        }

        var (left, right) = (factors[0], factors[1]);
        var kept = left.Covered.Union(right.Covered).Where(i => i != axis).OrderBy(i => i).ToList();
        var lone = kept.Where(i => left.Covered.Contains(i) != right.Covered.Contains(i)).ToList();
        if (lone.Count == 0)
            return null;
        if (right.Covered.Contains(lone[0]))
            (left, right) = (right, left);

        var order = left.Covered.Union(right.Covered).ToList();
        var einsum = new Einsum($"{Spell(left.Covered)},{Spell(right.Covered)}->{Spell(kept)}");
        return new Placement(to.Add(einsum, left.Squeeze(to), right.Squeeze(to)), kept);

        string Spell(IEnumerable<int> axes) => new(axes.Select(i => (char)('a' + order.IndexOf(i))).ToArray());
    }

    private static Placement Multiply(Rewriter to, Placement a, Placement b)
    {
        var axes = a.Covered.ToList();
        if (b.Covered.Except(axes).Any())
            axes = axes.Union(b.Covered).OrderBy(i => i).ToList();
        return new Placement(to.Add(new Mul(), a.Arrange(to, axes), b.Arrange(to, axes)), axes);
    }

    private static Value? ReadBehindViews(Rewriter to, Einsum einsum, IReadOnlyList<Value> inputs)
    {
        var (left, leftLetters) = Behind(inputs[0], einsum.Left);
        var (right, rightLetters) = Behind(inputs[1], einsum.Right);
        var order = (leftLetters + rightLetters).Distinct().ToList();
        if (order.Count > Letters)
            return null;
        var equation = $"{Spell(leftLetters)},{Spell(rightLetters)}->{Spell(einsum.Output)}";
        return equation == einsum.Equation && left == inputs[0] && right == inputs[1] ? null : to.Add(new Einsum(equation), left, right);

        string Spell(string letters) => new(letters.Select(letter => (char)('a' + order.IndexOf(letter))).ToArray());
    }

    private static (Value Value, string Letters) Behind(Value operand, string letters)
    {
        var placement = Placement.Of(operand);
        var onlyMoved = placement.Axes.Count == letters.Length && placement.Covered.Count() == letters.Length;
        return onlyMoved ? (placement.Value, new string(placement.Axes.Select(axis => letters[axis]).ToArray())) : (operand, letters);
    }
}
