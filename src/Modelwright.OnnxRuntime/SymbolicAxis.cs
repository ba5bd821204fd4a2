using Modelwright.Compiler.Graph;

namespace Modelwright.OnnxRuntime;

/// <summary>Cuts tensors along a symbolic axis and joins them again.</summary>
/// <param name="symbol">The axis's symbol.</param>
internal sealed class SymbolicAxis(string symbol)
{
    /// <summary>The axis's extent in a model's inputs.</summary>
    public int Extent(IReadOnlyList<Port> ports, IReadOnlyDictionary<string, TensorData> tensors) =>
        ports.Where(port => Of(port) >= 0).Select(port => tensors[port.Name].Shape[Of(port)]).First();

    /// <summary>A range of each tensor; those without the axis whole.</summary>
    public IReadOnlyDictionary<string, TensorData> Slice(
        IReadOnlyList<Port> ports, IReadOnlyDictionary<string, TensorData> tensors, int start, int length) =>
        ports.ToDictionary(
            port => port.Name,
            port => Of(port) is var axis and >= 0 ? Slice(tensors[port.Name], axis, start, length) : tensors[port.Name],
            StringComparer.Ordinal);

    /// <summary>The pieces of each tensor one after another; of those without the axis the last.</summary>
    public IReadOnlyDictionary<string, TensorData> Join(
        IReadOnlyList<Port> ports, IReadOnlyList<IReadOnlyDictionary<string, TensorData>> pieces) =>
        ports.ToDictionary(
            port => port.Name,
            port => Of(port) is var axis and >= 0 ? Join([.. pieces.Select(p => p[port.Name])], axis) : pieces[^1][port.Name],
            StringComparer.Ordinal);

    /// <summary>Whether a tensor has the axis.</summary>
    public bool IsIn(Port port) => Of(port) >= 0;

    private int Of(Port port) => port.Type.Shape.ToList().FindIndex(extent => extent.SymbolName == symbol);

    private static TensorData Slice(TensorData tensor, int axis, int start, int length)
    {
        var slice = TensorData.Zeros(tensor.ElementType, With(tensor, axis, length));
        Copy(tensor, start, slice, 0, length, axis);
        return slice;
    }

    private static TensorData Join(IReadOnlyList<TensorData> pieces, int axis)
    {
        var whole = TensorData.Zeros(pieces[0].ElementType, With(pieces[0], axis, pieces.Sum(p => p.Shape[axis])));
        var start = 0;
        foreach (var piece in pieces)
        {
            Copy(piece, 0, whole, start, piece.Shape[axis], axis);
            start += piece.Shape[axis];
        }

        return whole;
    }

    private static int[] With(TensorData tensor, int axis, int extent)
    {
        var shape = tensor.Shape.ToArray();
        shape[axis] = extent;
        return shape;
    }

    private static void Copy(TensorData from, int fromStart, TensorData to, int toStart, int length, int axis)
    {
        var (outer, step) = (1, from.ElementType.Size());
        foreach (var extent in from.Shape[..axis])
            outer *= extent;
        foreach (var extent in from.Shape[(axis + 1)..])
            step *= extent;
        for (var i = 0; i < outer; i++)
        {
            from.Bytes.Slice(((i * from.Shape[axis]) + fromStart) * step, length * step)
                .CopyTo(to.Bytes[(((i * to.Shape[axis]) + toStart) * step)..]);
        }
    }
}
