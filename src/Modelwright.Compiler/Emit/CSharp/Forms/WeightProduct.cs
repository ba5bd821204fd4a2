using Modelwright.Compiler.Emit.CSharp.Fusion;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>A weight of which a product reads every element as a matrix [columns, summed]; it is packed when it is loaded.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Start">Where the matrix begins in it.</param>
/// <param name="Outputs">The extents and strides of the columns' letters.</param>
/// <param name="Inputs">The extents and strides of the summed letters.</param>
internal sealed record WeightProduct(
    Weight Weight, Dim Start, EquatableList<(Dim Extent, Dim Stride)> Outputs, EquatableList<(Dim Extent, Dim Stride)> Inputs)
{
    /// <summary>Whether a product reads its right operand so.</summary>
    public static bool Suits(Letters letters, Value right) => Of(letters, right) is not null;

    /// <summary>How a node reads its right operand, or null where it is no such product.</summary>
    public static WeightProduct? Of(Node node) =>
        node.Operator is Einsum einsum && Letters.Of(einsum) is { Rows.Length: > 0, Columns.Length: > 0, Summed.Length: > 0 } letters && letters.Left == letters.Rows + letters.Summed &&
        letters.Output == letters.Rows + letters.Columns
            ? Of(letters, node.Inputs[1])
            : null;

    /// <summary>How a product reads its right operand, or null where that is not a weight or one for each batch.</summary>
    public static WeightProduct? Of(Letters letters, Value right)
    {
        if (letters.Batch.Length > 0 || StridedView.Of(right) is not { } view ||
            Weight.Of(view.Base) is not { } weight || right.Type.Element != ElementType.Float32 ||
            right.Shape.Concat(view.Strides).Append(view.Start).Any(d => !d.IsConstant))
            return null;
        return new WeightProduct(weight, view.Start, Axes(letters.Columns), Axes(letters.Summed));

        EquatableList<(Dim, Dim)> Axes(string own) => new(own.Select(c => (right.Shape[letters.Right.IndexOf(c)], view.Strides[letters.Right.IndexOf(c)])));
    }

    /// <summary>Whether the matrix is the weight, whole and as it is stored.</summary>
    public bool IsPlain(TensorType weight)
    {
        var axes = Outputs.Concat(Inputs).ToList();
        var matrix = new Shape(axes.Select(a => a.Extent));
        return Start.Equals(Dim.Zero) && matrix.Count.Equals(weight.Shape.Count) && axes
            .Zip(Buffer.RowMajorStrides(matrix), (axis, stride) => axis.Extent.Equals(Dim.One) || axis.Stride.Equals(stride))
            .All(same => same);
    }
}
