using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Which element of its operand a view shows at an index.</summary>
internal static class Views
{
    /// <summary>Whether an operator only shows its operand in another way.</summary>
    public static bool IsView(this Operator op) => op is Reshape or Transpose or Slice or Slide or Expand or Repeat;

    /// <summary>The operand's index that a view shows at an index of its result.</summary>
    public static IReadOnlyList<Dim> Source(Operator view, Shape operand, IReadOnlyList<Dim> index, IndexScope scope) => view switch
    {
        Transpose transpose => Enumerable.Range(0, operand.Rank).Select(axis => index[transpose.Permutation.ToList().IndexOf(axis)]).ToList(),
        Slice slice => With(index, slice.Axis, index[slice.Axis] + slice.Start),
        Slide slide => With(Without(index, slide.Axis + 1), slide.Axis, slide.Start + (slide.Stride * index[slide.Axis]) + (slide.Dilation * index[slide.Axis + 1])),
        Expand => Broadcast(operand, index),
        Repeat repeat => With(index, repeat.Axis, scope.Divide(index[repeat.Axis], repeat.Times)),
        Reshape reshape => Unflatten(Flatten(reshape.Shape, index), operand, scope),
        _ => throw new GraphException($"{view.Name} is not a view"),
    };

    /// <summary>The index into an operand that broadcasts to the indexed shape.</summary>
    public static IReadOnlyList<Dim> Broadcast(Shape operand, IReadOnlyList<Dim> index) =>
        operand.Select((extent, axis) => extent.Equals(Dim.One) ? Dim.Zero : index[axis + index.Count - operand.Rank]).ToList();

    private static Dim Flatten(Shape shape, IReadOnlyList<Dim> index) =>
        index.Zip(Buffer.RowMajorStrides(shape), (i, stride) => i * stride).Aggregate(Dim.Zero, (sum, term) => sum + term);

    private static IReadOnlyList<Dim> Unflatten(Dim flat, Shape shape, IndexScope scope)
    {
        var index = new Dim[shape.Rank];
        var strides = Buffer.RowMajorStrides(shape);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis].Equals(Dim.One))
            {
                index[axis] = Dim.Zero;
                continue;
            }

            index[axis] = scope.Divide(flat, strides[axis]);
            flat -= index[axis] * strides[axis];
        }

        return index;
    }

    private static IReadOnlyList<Dim> Without(IReadOnlyList<Dim> index, int axis) => index.Where((_, at) => at != axis).ToList();

    private static IReadOnlyList<Dim> With(IReadOnlyList<Dim> index, int axis, Dim replacement) =>
        index.Select((i, at) => at == axis ? replacement : i).ToList();
}
