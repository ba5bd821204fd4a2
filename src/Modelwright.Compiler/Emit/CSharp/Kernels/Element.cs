using Modelwright.Compiler.Emit.CSharp.Indexing;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Kernels;

/// <summary>How one element of a tensor is computed, in terms of loop variables. Equal elements are computed once.</summary>
internal abstract record Element(ElementType Type)
{
    /// <summary>How many elements it is made of, each counted as often as it is read.</summary>
    public virtual int Size => 1;

    /// <summary>A known number.</summary>
    public sealed record Number(double Value, ElementType Type) : Element(Type);

    /// <summary>An element of a buffer.</summary>
    public sealed record Load(Buffer Buffer, Dim Offset) : Element(Buffer.Element);

    /// <summary>An index as a value.</summary>
    public sealed record Counter(Dim Index) : Element(ElementType.Int64);

    /// <summary>A pointwise operator applied to elements.</summary>
    public sealed record Apply(PointwiseOperator Operator, EquatableList<Element> Operands, ElementType Type) : Element(Type)
    {
        /// <inheritdoc/>
        public override int Size { get; } = 1 + Operands.Sum(o => o.Size);
    }

    /// <summary>A reduction over the iterations of nests, one after another.</summary>
    public sealed record Fold(ReduceKind Kind, EquatableList<Nest> Parts, Dim Count, ElementType Type) : Element(Type)
    {
        /// <inheritdoc/>
        public override int Size { get; } = 1 + Parts.Sum(p => p.Body.Size);
    }
}

/// <summary>Loops around one element.</summary>
internal sealed record Nest(EquatableList<Loop> Loops, Element Body);

/// <summary>An index that is read from a tensor and checked: a variable of index expressions.</summary>
/// <param name="Variable">Its name.</param>
/// <param name="Index">Its value.</param>
/// <param name="Extent">What it must be below.</param>
/// <param name="IndicesName">What the user calls the tensor of indices.</param>
/// <param name="DataName">What the user calls the tensor that is read with it.</param>
internal sealed record CheckedIndex(string Variable, Element Index, Dim Extent, string IndicesName, string DataName)
{
    /// <summary>Symbols, and in place of checked indices what those are read with.</summary>
    public static IEnumerable<string> Varying(IReadOnlyList<CheckedIndex> indices, IEnumerable<string> symbols) => symbols.SelectMany(symbol =>
        indices.FirstOrDefault(i => i.Variable == symbol) is { } index ? Varying(indices, Elements.Symbols(index.Index)) : [symbol]);
}
