using Modelwright.Compiler.Graph;

namespace Modelwright.Cli.Execution;

/// <summary>Reads a model's inputs from a safetensors file and checks that they fit.</summary>
internal static class InputFile
{
    /// <summary>A tensor per input, by name.</summary>
    /// <exception cref="UserException">Names, types or shapes don't fit; the message lists every mismatch.</exception>
    public static IReadOnlyDictionary<string, TensorData> Read(string path, IReadOnlyList<Port> ports)
    {
        using var file = new SafetensorsReader(ExistingFile.Require(path));
        var problems = Problems(file, ports).ToList();
        return problems.Count == 0
            ? ports.ToDictionary(port => port.Name, port => file.Read(port.Name, (ElementType)port.Type.Element), StringComparer.Ordinal)
            : throw new UserException($"{path} does not fit the model's inputs:{string.Concat(problems.Select(p => "\n  " + p))}");
    }

    private static IEnumerable<string> Problems(SafetensorsReader file, IReadOnlyList<Port> ports)
    {
        var extents = new Dictionary<string, (long Extent, string Input)>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            if (!file.TryFind(port.Name, out var entry))
            {
                yield return $"missing: {Show(port)}";
                continue;
            }

            if (!file.CanRead(port.Name, (ElementType)port.Type.Element))
                yield return $"wrong type: {Show(port)}, but the file has {entry.Type}";
            if (entry.Shape.Count != port.Type.Shape.Rank)
            {
                yield return $"wrong shape: {Show(port)}, but the file has [{string.Join(", ", entry.Shape)}]";
                continue;
            }

            foreach (var (dim, extent) in port.Type.Shape.Zip(entry.Shape))
            {
                if (dim.IsConstant && dim.Value != extent)
                {
                    yield return $"wrong shape: {Show(port)}, but the file has [{string.Join(", ", entry.Shape)}]";
                    break;
                }

                if (dim.SymbolName is { } symbol && !extents.TryAdd(symbol, (extent, port.Name)) && extents[symbol].Extent != extent)
                    yield return $"wrong shape: {Show(port)} has {symbol} = {extent}, but '{extents[symbol].Input}' has {symbol} = {extents[symbol].Extent}";
            }
        }

        foreach (var entry in file.Entries.Where(entry => ports.All(port => port.Name != entry.Name)))
            yield return $"unexpected: {entry}";
    }

    private static string Show(Port port) => $"{port.Name} : {port.Type}";
}
