namespace Modelwright.Compiler.Graph;

/// <summary>Which symbol counts the sequences that advance together in a session.</summary>
public static class StreamBatch
{
    /// <summary>The leading symbol of the inputs with the stream axis that is not the axis itself; null where there is none.</summary>
    /// <param name="inputs">The inputs' extents: the symbol's name, or null for one that is no bare symbol.</param>
    /// <param name="streamAxis">The stream axis.</param>
    public static string? Of(IEnumerable<IEnumerable<string?>> inputs, string streamAxis) => inputs
        .Where(extents => extents.Contains(streamAxis))
        .SelectMany(extents => extents)
        .FirstOrDefault(symbol => symbol is not null && symbol != streamAxis);

    /// <summary>The same of a model; null where it doesn't stream.</summary>
    public static string? Of(ModelGraph graph) =>
        graph.StreamAxis is { } axis ? Of(graph.Inputs.Select(input => input.Type.Shape.Select(extent => extent.SymbolName)), axis) : null;
}
