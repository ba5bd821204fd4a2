using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>Where a tensor's elements lie in generated code.</summary>
/// <param name="Name">A C# expression for a span whose first element is the tensor's first.</param>
/// <param name="Element">What it holds.</param>
/// <param name="Strides">Elements between neighbours along each axis.</param>
internal sealed record Buffer(string Name, ElementType Element, EquatableList<Dim> Strides)
{
    /// <summary>A tensor in row-major order.</summary>
    public static Buffer RowMajor(string name, TensorType type) => new(name, type.Element, new(RowMajorStrides(type.Shape)));

    /// <summary>Where the element at an index lies.</summary>
    public Dim Offset(IReadOnlyList<Dim> index) =>
        index.Zip(Strides, (i, stride) => i * stride).Aggregate(Dim.Zero, (sum, term) => sum + term);

    /// <summary>The strides of a row-major tensor.</summary>
    public static IReadOnlyList<Dim> RowMajorStrides(Shape shape)
    {
        var strides = new Dim[shape.Rank];
        var stride = Dim.One;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }
}
