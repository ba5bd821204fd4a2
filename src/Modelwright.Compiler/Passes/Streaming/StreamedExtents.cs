using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Passes.Streaming;

/// <summary>Extents of a model that streams where its states are inputs: the steps so far are those before and those of the call.</summary>
/// <param name="symbol">The streamed axis.</param>
internal sealed class StreamedExtents(string symbol)
{
    /// <summary>The streamed axis.</summary>
    public string Symbol => symbol;

    /// <summary>The steps of a call.</summary>
    public Dim Now { get; } = Dim.Symbol(symbol);

    /// <summary>An extent, the history in it as the steps before and those of the call.</summary>
    public Dim Of(Dim extent) => extent.Substitute(name => Before(name) is { } before ? before + Now : null);

    /// <summary>A type of such extents.</summary>
    public TensorType Of(TensorType type) => type with { Shape = new Shape(type.Shape.Select(Of)) };

    /// <summary>The type of a state before the steps of a call, given what it is with them.</summary>
    public TensorType Before(TensorType type) => type with { Shape = new Shape(type.Shape.Select(extent => extent.Substitute(Before))) };

    /// <summary>The steps before; with a window those of them that it reads. No dimension of a model begins with a small letter.</summary>
    public static Dim Past(long? kept) => Dim.Symbol(kept is { } steps ? FormattableString.Invariant($"past_{steps}") : "past");

    private static Dim? Before(string name) => Dim.Symbol(name) is { IsPast: true } twin ? Past(twin.Kept) : null;

    /// <summary>An extent as a value int64[].</summary>
    /// <param name="extent">The extent.</param>
    /// <param name="add">Adds a node of one result.</param>
    public static Value Count(Dim extent, Func<Operator, Value[], Value> add)
    {
        // The last of 0, 1, …, extent.
        var counted = add(new Iota(extent + Dim.One), []);
        return add(new Reshape(Shape.Scalar), [add(new Slice(0, extent, Dim.One), [counted])]);
    }
}
