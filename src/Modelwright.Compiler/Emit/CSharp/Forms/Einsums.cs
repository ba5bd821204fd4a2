using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>
/// Brings products into one of three forms: rows of activations times a weight (<see cref="WeightProduct"/>), a batched
/// matrix product with one summed letter, or, where neither operand is a matrix, a sum of products in loops.
/// </summary>
internal static class Einsums
{
    /// <summary>The product in one of the forms; null where it is in one.</summary>
    public static Value? Rewrite(Rewriter to, Einsum einsum, Value left, Value right)
    {
        var letters = Letters.Of(einsum);
        if (letters.Lonely.Length > 0)
            return to.Resolve(letters.Without(to, ref left, ref right), left, right);
        if (!left.Type.Element.IsFloat() || letters.Summed.Length == 0 || letters.Rows.Length == 0 || letters.Columns.Length == 0)
            return InLoops(to, letters, left, right);
        if (WeightProduct.Suits(letters, right))
            return RowsTimesWeight(to, letters, left, right);
        if (WeightProduct.Suits(letters.Swapped, left))
            return RowsTimesWeight(to, letters.Swapped, right, left) ?? to.Add(letters.Swapped.ToEinsum(), right, left);
        return letters.Summed.Length > 1 ? WithOneSummedLetter(to, letters, left, right) : null;
    }

    private static Value Resolve(this Rewriter to, Letters letters, Value left, Value right) =>
        Rewrite(to, letters.ToEinsum(), left, right) ?? to.Add(letters.ToEinsum(), left, right);

    /// <summary>x[rows…, summed…] · w → [rows…, columns…], with the result's axes put in order afterwards.</summary>
    private static Value? RowsTimesWeight(Rewriter to, Letters letters, Value x, Value weight)
    {
        var operand = letters.Rows + letters.Summed;
        var result = letters.Rows + letters.Columns;
        if (letters.Left == operand && letters.Output == result)
            return null;
        var rows = Arrange(to, x, letters.Left, operand);
        var product = to.Add((letters with { Left = operand, Output = result }).ToEinsum(), rows, weight);
        return Arrange(to, product, result, letters.Output);
    }

    private static Value WithOneSummedLetter(Rewriter to, Letters letters, Value left, Value right)
    {
        var summed = letters.Summed;
        var kept = summed[0];
        return to.Add(
            (letters with { Left = Merged(letters.Left), Right = Merged(letters.Right) }).ToEinsum(),
            Merge(left, letters.Left),
            Merge(right, letters.Right));

        string Others(string own) => new(own.Where(c => !summed.Contains(c)).ToArray());

        string Merged(string own) => Others(own) + kept;

        Value Merge(Value operand, string own)
        {
            var last = Arrange(to, operand, own, Others(own) + summed);
            var others = last.Shape.Take(Others(own).Length).ToList();
            return to.Reshaped(last, new Shape([.. others, last.Shape.Skip(others.Count).Aggregate((a, b) => a * b)]));
        }
    }

    /// <summary>The sum over one letter after another of the operands' product, both laid out as [result…, summed…].</summary>
    private static Value InLoops(Rewriter to, Letters letters, Value left, Value right)
    {
        var frame = letters.Output + letters.Summed;
        var sum = to.Add(new Mul(), Align(left, letters.Left), Align(right, letters.Right));
        for (var axis = frame.Length - 1; axis >= letters.Output.Length; axis--)
            sum = to.Add(new Reduce(ReduceKind.Sum, axis), sum);
        return sum;

        Value Align(Value operand, string own)
        {
            var present = new string(frame.Where(c => own.Contains(c)).ToArray());
            var arranged = Arrange(to, operand, own, present);
            return to.Reshaped(arranged, new Shape(frame.Select(c => present.Contains(c) ? arranged.Shape[present.IndexOf(c)] : Dim.One)));
        }
    }

    private static Value Arrange(Rewriter to, Value value, string own, string wanted) =>
        to.Transposed(value, wanted.Select(c => own.IndexOf(c)).ToList());
}
