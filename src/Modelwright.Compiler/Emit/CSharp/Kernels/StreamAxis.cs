using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>The streamed axis: counters along it start at the session's position.</summary>
internal sealed class StreamAxis(string symbol)
{
    private const string PositionVariable = "position";

    /// <summary>The steps of this call.</summary>
    public Dim Steps { get; } = Dim.Symbol(symbol);

    /// <summary>The steps before this call.</summary>
    public Dim Position { get; } = Dim.Symbol(PositionVariable);

    /// <summary>The range of the position, which proofs about indices use.</summary>
    public Loop Range => new(PositionVariable, Steps.Past - Steps + Dim.One);

    /// <summary>Which step the first index along an extent is.</summary>
    public Dim First(Dim extent) => IsPresent(extent) ? Position : extent.Kept is null ? Dim.Zero : Position + Steps - extent;

    /// <summary>Whether an extent counts the steps of this call.</summary>
    public bool IsPresent(Dim extent) => extent.Equals(Steps);
}
