using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph;

/// <summary>
/// Broadcasting as in NumPy: shapes are aligned at their last axes, and an extent 1 meets any other. A symbolic extent
/// meets only itself, even if it could be 1 at run time.
/// </summary>
public static class Broadcasting
{
    /// <summary>The shape that all broadcast to, or null where two extents clash.</summary>
    public static Shape? Broadcast(IReadOnlyList<Shape> shapes)
    {
        var extents = new Dim[shapes.Max(s => s.Rank)];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = Dim.One;
            foreach (var shape in shapes)
            {
                var own = axis - (extents.Length - shape.Rank);
                if (own < 0 || shape[own].Equals(Dim.One))
                    continue;
                if (!extents[axis].Equals(Dim.One) && !extents[axis].Equals(shape[own]))
                    return null;
                extents[axis] = shape[own];
            }
        }

        return new Shape(extents);
    }

    /// <summary>Whether a shape broadcasts to another without changing it.</summary>
    public static bool BroadcastsTo(this Shape shape, Shape target) => target.Equals(Broadcast([shape, target]));

    /// <summary>The shape that tensors broadcast to.</summary>
    internal static int[] Broadcast(params int[][] shapes) =>
        (Broadcast(shapes.Select(s => new Shape(s.Select(n => Dim.Constant(n)))).ToList()) ??
            throw new ArgumentException("the tensors don't broadcast to one shape", nameof(shapes)))
        .Select(d => (int)d.Value!).ToArray();

    /// <summary>The tensor's strides seen as one of more axes: 0 where it is repeated.</summary>
    internal static int[] StridesTo(this DenseTensor tensor, int rank)
    {
        var own = tensor.Strides();
        var missing = rank - tensor.Rank;
        return Enumerable.Range(0, rank)
            .Select(axis => axis < missing || tensor.Shape[axis - missing] == 1 ? 0 : own[axis - missing])
            .ToArray();
    }

    /// <summary>A copy with every repeated element written out.</summary>
    internal static DenseTensor Expand(this DenseTensor tensor, int[] shape) => tensor.Read(shape, tensor.StridesTo(shape.Length));
}
