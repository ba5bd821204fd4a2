using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes;

/// <summary>Extents of a model that streams where its states are inputs: the steps so far are those before and those of the call.</summary>
/// <param name="symbol">The streamed axis.</param>
internal sealed class StreamedExtents(string symbol)
{
    /// <summary>The streamed axis.</summary>
    public string Symbol => symbol;

    /// <summary>The steps of a call.</summary>
    public Dim Now { get; } = Dim.Symbol(symbol);

    /// <summary>The steps before. No dimension of a model begins with a small letter.</summary>
    public Dim Past { get; } = Dim.Symbol("past");

    /// <summary>An extent, its history as the sum of both.</summary>
    public Dim Of(Dim extent) => extent.Substitute(name => name == Now.Past.SymbolName ? Past + Now : null);

    /// <summary>A type of such extents.</summary>
    public TensorType Of(TensorType type) => type with { Shape = new Shape(type.Shape.Select(Of)) };
}
