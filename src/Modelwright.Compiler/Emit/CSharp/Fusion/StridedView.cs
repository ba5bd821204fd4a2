using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Graph;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>A tensor seen through views as elements of another one at constant distances.</summary>
/// <param name="Base">The tensor behind the views.</param>
/// <param name="Start">Where the first element lies in the base's buffer.</param>
/// <param name="Strides">Elements between neighbours along each axis.</param>
internal sealed record StridedView(Value Base, Dim Start, IReadOnlyList<Dim> Strides)
{
    private const int MostUnevenViews = 3;

    /// <summary>Sees through the views before a value; null where their elements are not at constant distances.</summary>
    public static StridedView? Of(Value value)
    {
        var space = IterationSpace.Over(value.Shape, "i");
        var scope = new IndexScope(null, space.Loops);
        var index = space.Axes;
        var current = value;
        var uneven = 0;
        while (current.Producer.Operator.IsView())
        {
            // Axes that are taken apart and put together again cancel out; floors of floors of floors do not.
            if (!scope.IsAffine(index) && ++uneven > MostUnevenViews)
                return null;
            var source = current.Producer.Inputs[0];
            index = Views.Source(current.Producer.Operator, source.Shape, index, scope);
            current = source;
        }

        var offset = new Buffer("", current.Type.Element, new(HistoryLayout.Strides(current))).Offset(index);
        var steps = space.Axes.Select(axis => axis.SymbolName is { } variable ? IndexScope.Step(offset, variable) : Dim.Zero).ToList();
        if (steps.Any(step => step is null))
            return null;
        var start = space.Loops.Aggregate(offset, (d, loop) => IndexScope.Replace(d, loop.Variable, Dim.Zero));
        return new StridedView(current, start, steps!);
    }

    /// <summary>
    /// The distance between the rows of a slice at an index of an axis, where a row is all that lies inside the axis; null
    /// where that has gaps, or where rows are not at one distance.
    /// </summary>
    public Dim? RowStride(Shape shape, int axis)
    {
        var dense = Buffer.RowMajorStrides(shape);
        if (Enumerable.Range(axis + 1, shape.Rank - axis - 1).Any(i => !shape[i].Equals(Dim.One) && !Strides[i].Equals(dense[i])))
            return null;
        var (stride, rows) = (default(Dim), Dim.One);
        for (var i = axis - 1; i >= 0; i--)
        {
            if (shape[i].Equals(Dim.One))
                continue;
            stride ??= Strides[i];
            if (!Strides[i].Equals(stride * rows))
                return null;
            rows *= shape[i];
        }

        return stride ?? Dim.Zero;
    }

    /// <summary>Whether the elements along the last axis lie side by side.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mayRepeat">Whether all of them may be one.</param>
    public bool HasRows(Shape shape, bool mayRepeat)
    {
        var last = shape.Rank - 1;
        return shape[last].Equals(Dim.One) || Strides[last].Equals(Dim.One) || (mayRepeat && Strides[last].Equals(Dim.Zero));
    }

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsRowMajor(Shape shape) => Strides
        .Zip(Buffer.RowMajorStrides(shape), (own, dense) => (own, dense))
        .Zip(shape, (s, extent) => extent.Equals(Dim.One) || s.own.Equals(s.dense))
        .All(same => same);
}
