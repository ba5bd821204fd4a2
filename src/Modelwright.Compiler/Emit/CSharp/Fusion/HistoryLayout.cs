using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Buffer = Modelwright.Compiler.Emit.CSharp.Kernels.Buffer;

namespace Modelwright.Compiler.Emit.CSharp.Fusion;

/// <summary>How histories lie in memory: between their sequences there is room for steps to come.</summary>
internal static class HistoryLayout
{
    /// <summary>
    /// The strides of a tensor in memory. Row-major, but for a history: there the axes outside the streamed one step over
    /// whole sequences, whose distance is a symbol of its own.
    /// </summary>
    public static IReadOnlyList<Dim> Strides(Value value)
    {
        var strides = Buffer.RowMajorStrides(value.Shape).ToArray();
        if (value.Producer.Operator is History history)
        {
            var stride = SequenceStride(history);
            for (var axis = history.Axis - 1; axis >= 0; axis--)
            {
                strides[axis] = stride;
                stride *= value.Shape[axis];
            }
        }

        return strides;
    }

    /// <summary>Elements between neighbouring sequences of a history.</summary>
    public static Dim SequenceStride(History history) => Dim.Symbol("stride of " + history.State);
}
