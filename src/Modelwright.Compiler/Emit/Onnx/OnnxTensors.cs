using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>Arithmetic on values whose shapes are followed, for lowerings that are longer than a few nodes.</summary>
internal sealed class OnnxTensors(OnnxBuilder onnx)
{
    /// <summary>a ⊙ b, broadcast to the shape of a.</summary>
    public OnnxValue Mul(OnnxValue a, OnnxValue b) => a.As(onnx.Add("Mul", [a.Name, b.Name]), a.Shape);

    /// <summary>a + b of one shape.</summary>
    public OnnxValue Add(OnnxValue a, OnnxValue b) => a.As(onnx.Add("Add", [a.Name, b.Name]), a.Shape);

    /// <summary>a - b of one shape.</summary>
    public OnnxValue Sub(OnnxValue a, OnnxValue b) => a.As(onnx.Add("Sub", [a.Name, b.Name]), a.Shape);

    /// <summary>a and a constant that is broadcast to its shape.</summary>
    public OnnxValue PlusConstant(OnnxValue a, Shape shape, params double[] numbers) =>
        a.As(onnx.Add("Add", [a.Name, onnx.Constant(new TensorType(a.Type.Element, shape), new EquatableList<double>(numbers))]), a.Shape);

    /// <summary>-a.</summary>
    public OnnxValue Neg(OnnxValue a) => a.As(onnx.Add("Neg", [a.Name]), a.Shape);

    /// <summary>The products of the matrices in the last two axes.</summary>
    public OnnxValue MatMul(OnnxValue a, OnnxValue b) => a.As(onnx.Add("MatMul", [a.Name, b.Name]), a.Shape.With(a.Shape.Rank - 1, b.Shape[b.Shape.Rank - 1]));

    /// <summary>The matrices in the last two axes with rows as columns.</summary>
    public OnnxValue Turned(OnnxValue a)
    {
        var order = Enumerable.Range(0, a.Shape.Rank).ToArray();
        Array.Reverse(order, a.Shape.Rank - 2, 2);
        return Transposed(a, order);
    }

    /// <summary>The axes in another order.</summary>
    public OnnxValue Transposed(OnnxValue a, params int[] order) => a.As(onnx.Transpose(a.Name, order), new Shape(order.Select(axis => a.Shape[axis])));

    /// <summary>The elements under another shape.</summary>
    public OnnxValue Reshaped(OnnxValue a, IEnumerable<Dim> shape)
    {
        var to = new Shape(shape);
        return a.As(onnx.Reshape(a, to), to);
    }

    /// <summary>The sum along the last axis, which stays.</summary>
    public OnnxValue Summed(OnnxValue a) => a.As(
        onnx.Add("ReduceSum", [a.Name, onnx.Vector(a.Shape.Rank - 1)], OnnxAttribute.Of("keepdims", 1)), a.Shape.With(a.Shape.Rank - 1, Dim.One));

    /// <summary>Some indices of an axis.</summary>
    public OnnxValue Part(OnnxValue a, int axis, Dim start, Dim length) => start.Equals(Dim.Zero) && length.Equals(a.Shape[axis])
        ? a
        : a.As(onnx.Add("Slice", [a.Name, onnx.Extent(start), onnx.Extent(start + length), onnx.Vector(axis)]), a.Shape.With(axis, length));

    /// <summary>An axis from its last index to its first.</summary>
    public OnnxValue Flipped(OnnxValue a, int axis) =>
        a.As(onnx.Add("Slice", [a.Name, onnx.Vector(-1), onnx.Vector(int.MinValue), onnx.Vector(axis), onnx.Vector(-1)]), a.Shape);

    /// <summary>One tensor behind another.</summary>
    public OnnxValue Joined(int axis, OnnxValue a, OnnxValue b) =>
        a.As(onnx.Add("Concat", [a.Name, b.Name], OnnxAttribute.Of("axis", axis)), a.Shape.With(axis, a.Shape[axis] + b.Shape[axis]));

    /// <summary>A number around a tensor along one axis.</summary>
    public OnnxValue Padded(OnnxValue a, int axis, Dim before, Dim after, double number)
    {
        if (before.Equals(Dim.Zero) && after.Equals(Dim.Zero))
            return a;
        var name = onnx.Pad(a.Name, a.Shape.Select((_, i) => i == axis ? before : Dim.Zero), a.Shape.Select((_, i) => i == axis ? after : Dim.Zero), onnx.Scalar(a.Type.Element, number));
        return a.As(name, a.Shape.With(axis, before + a.Shape[axis] + after));
    }

    /// <summary>A new axis of extent 1.</summary>
    public OnnxValue Opened(OnnxValue a, int axis) =>
        a.As(onnx.Add("Unsqueeze", [a.Name, onnx.Vector(axis)]), new Shape([.. a.Shape.Take(axis), Dim.One, .. a.Shape.Skip(axis)]));

    /// <summary>Each index of an axis so many times in a row.</summary>
    public OnnxValue Repeated(OnnxValue a, int axis, Dim times) => times.Equals(Dim.One)
        ? a
        : a.As(new Graph.Operators.Repeat(axis, times).LowerToOnnx(onnx, [a])[0], a.Shape.With(axis, a.Shape[axis] * times));
}
