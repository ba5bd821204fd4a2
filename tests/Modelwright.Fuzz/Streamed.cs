using Modelwright.Compiler.Graph;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Fuzz;

/// <summary>Runs a model a few steps at a time and puts the results together.</summary>
internal sealed class Streamed(ModelGraph graph)
{
    /// <summary>The outputs that a session of the model gives for the whole sequence; those without a time axis are the last step's.</summary>
    public Tensors Run(IModel model, RandomTensors tensors, int chunk)
    {
        var timed = graph.Inputs.First(p => TimeAxis(p) >= 0);
        var shape = tensors.Inputs[timed.Name].Shape;
        return Run(model.CreateSession(shape[TimeAxis(timed)], shape[0])!.Run, tensors, chunk);
    }

    /// <summary>The same of anything that takes the next steps.</summary>
    public Tensors Run(Func<Tensors, Tensors> next, RandomTensors tensors, int chunk)
    {
        var timed = graph.Inputs.First(p => TimeAxis(p) >= 0);
        var length = tensors.Inputs[timed.Name].Shape[TimeAxis(timed)];
        var parts = new List<Tensors>();
        for (var start = 0; start < length; start += chunk)
        {
            var steps = Math.Min(chunk, length - start);
            parts.Add(next(graph.Inputs.ToDictionary(
                p => p.Name, p => TimeAxis(p) is >= 0 and var axis ? Slice(tensors.Inputs[p.Name], axis, start, steps) : tensors.Inputs[p.Name])));
        }

        return graph.Outputs.ToDictionary(
            p => p.Name, p => TimeAxis(p) is >= 0 and var axis ? Join([.. parts.Select(part => part[p.Name])], axis) : parts[^1][p.Name]);
    }

    private int TimeAxis(Port port) => port.Type.Shape.ToList().FindIndex(extent => extent.SymbolName == graph.StreamAxis);

    private static TensorData Slice(TensorData whole, int axis, int start, int length)
    {
        var shape = whole.Shape.ToArray();
        shape[axis] = length;
        var slice = TensorData.Zeros(whole.ElementType, shape);
        Copy(whole, start, slice, 0, axis, length);
        return slice;
    }

    private static TensorData Join(IReadOnlyList<TensorData> parts, int axis)
    {
        var shape = parts[0].Shape.ToArray();
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var whole = TensorData.Zeros(parts[0].ElementType, shape);
        var start = 0;
        foreach (var part in parts)
        {
            Copy(part, 0, whole, start, axis, part.Shape[axis]);
            start += part.Shape[axis];
        }

        return whole;
    }

    /// <summary>Copies so many indices of an axis.</summary>
    private static void Copy(TensorData from, int fromStart, TensorData to, int toStart, int axis, int length)
    {
        var (outer, inner) = (Product(from.Shape[..axis]), Product(from.Shape[(axis + 1)..]) * from.ElementType.Size());
        for (var i = 0; i < outer; i++)
        {
            from.Bytes.Slice(((i * from.Shape[axis]) + fromStart) * inner, length * inner)
                .CopyTo(to.Bytes[(((i * to.Shape[axis]) + toStart) * inner)..]);
        }
    }

    private static int Product(ReadOnlySpan<int> extents)
    {
        var product = 1;
        foreach (var extent in extents)
            product *= extent;
        return product;
    }
}
