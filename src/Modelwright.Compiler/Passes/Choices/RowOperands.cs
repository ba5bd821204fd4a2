using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Choices;

/// <summary>
/// What each operator needs of its operands to compute a row of its result, rows being the leading axes, and how it
/// computes rows that stand along one axis.
/// </summary>
internal static class RowOperands
{
    /// <summary>
    /// For each operand whether the row of the same index is read, or else what has no rows. Null where the operator mixes
    /// rows, or is one that this does not know.
    /// </summary>
    public static IReadOnlyList<bool>? Of(Node node, Shape rows)
    {
        if (node.Results.Count != 1 || node.Inputs.Count == 0 || !Begins(node.Result.Shape, rows))
            return null;
        var inputs = node.Inputs;
        return node.Operator switch
        {
            PointwiseOperator or Expand => Broadcast(inputs, node.Result.Shape, rows),
            AxisOperator op when op.Axis >= rows.Rank => Broadcast(inputs, inputs[0].Shape, rows),
            Slice slice => Along(slice.Axis),
            Slide slide => Along(slide.Axis),
            Repeat repeat => Along(repeat.Axis),
            Window { State: null } window => Along(window.Axis),
            Concat concat => Along(concat.Axis),
            TakeAlong take => Along(take.Axis),
            Gather { Axis: 0 } when Begins(inputs[1].Shape, rows) => [false, true],
            Gather gather when gather.Axis >= rows.Rank => [true, false],
            Reshape when Begins(inputs[0].Shape, rows) => [true],
            Transpose transpose when transpose.Permutation.Take(rows.Rank).SequenceEqual(Enumerable.Range(0, rows.Rank)) => [true],
            Einsum einsum => Product(einsum, rows.Rank),
            _ => null,
        };

        IReadOnlyList<bool>? Along(int axis) =>
            axis >= rows.Rank && inputs.All(input => Begins(input.Shape, rows)) ? inputs.Select(_ => true).ToList() : null;
    }

    /// <summary>The operator on operands whose rows stand along one axis.</summary>
    public static Operator Joined(Node node, int rank) => node.Operator switch
    {
        AxisOperator op => op with { Axis = op.Axis - rank + 1 },
        Slice op => op with { Axis = op.Axis - rank + 1 },
        Slide op => op with { Axis = op.Axis - rank + 1 },
        Repeat op => op with { Axis = op.Axis - rank + 1 },
        Window op => op with { Axis = op.Axis - rank + 1 },
        Concat op => new Concat(op.Axis - rank + 1),
        TakeAlong op => new TakeAlong(op.Axis - rank + 1),
        Gather { Axis: > 0 } op => new Gather(op.Axis - rank + 1),
        Reshape op => new Reshape(Joined(op.Shape, rank)),
        Expand op => new Expand(Joined(op.Shape, rank)),
        Transpose op => new Transpose(new([0, .. op.Permutation.Skip(rank).Select(axis => axis - rank + 1)])),
        Einsum op => Joined(op, rank),
        _ => node.Operator,
    };

    /// <summary>A shape whose leading axes are joined to the chosen rows.</summary>
    public static Shape Joined(Shape shape, int rank) => new([CallWhere.Rows, .. shape.Skip(rank)]);

    /// <summary>The shape to read an operand without rows in, beside others whose rows stand along one axis.</summary>
    public static Shape Aligned(Node node, Shape operand, int rank)
    {
        var frame = node.Operator is AxisOperator ? node.Inputs[0].Shape.Rank : node.Result.Shape.Rank;
        return node.Operator is PointwiseOperator or Expand or AxisOperator
            ? new Shape(operand.Skip(Math.Max(0, operand.Rank - (frame - rank))))
            : operand;
    }

    private static bool Begins(Shape shape, Shape rows) => shape.Take(rows.Rank).SequenceEqual(rows);

    private static List<bool>? Broadcast(IReadOnlyList<Value> inputs, Shape frame, Shape rows)
    {
        var read = inputs.Select(input => Reads(input.Shape)).ToList();
        return read.Contains(null) || !read.Contains(true) ? null : read.Select(reads => reads!.Value).ToList();

        bool? Reads(Shape shape)
        {
            if (shape.Rank == frame.Rank && Begins(shape, rows))
                return true;
            return shape.Take(Math.Max(0, shape.Rank - (frame.Rank - rows.Rank))).All(extent => extent.Equals(Dim.One)) ? false : null;
        }
    }

    private static IReadOnlyList<bool>? Product(Einsum einsum, int rank)
    {
        var rows = einsum.Output.Substring(0, rank);
        var (left, right) = (Reads(einsum.Left), Reads(einsum.Right));
        return left is null || right is null || !(left.Value || right.Value) ? null : [left.Value, right.Value];

        bool? Reads(string letters) => letters.StartsWith(rows, StringComparison.Ordinal) ? true : letters.Intersect(rows).Any() ? null : false;
    }

    private static Einsum Joined(Einsum einsum, int rank)
    {
        var rows = einsum.Output.Substring(0, rank);
        var parts = new[] { einsum.Left, einsum.Right, einsum.Output }
            .Select(letters => letters.StartsWith(rows, StringComparison.Ordinal) ? letters[0] + letters.Substring(rank) : letters).ToArray();
        var order = (parts[0] + parts[1]).Distinct().ToList();
        return new Einsum($"{Spell(parts[0])},{Spell(parts[1])}->{Spell(parts[2])}");

        string Spell(string letters) => new(letters.Select(letter => (char)('a' + order.IndexOf(letter))).ToArray());
    }
}
