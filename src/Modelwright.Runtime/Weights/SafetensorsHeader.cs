using System.Text.Json;

namespace Modelwright;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as the file spells it: <c>F32</c>, <c>BF16</c>, …</param>
/// <param name="Shape">Its extents.</param>
public sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<int> Shape)
{
    /// <summary>Where its bytes start, from the start of the file it was read from.</summary>
    internal long Offset { get; init; }

    /// <summary>The number of elements.</summary>
    internal long Count { get; init; }

    /// <summary>The tensor in words: <c>embed : F32[256, 128]</c>.</summary>
    public override string ToString() => $"{Name} : {Type}[{string.Join(", ", Shape)}]";
}

/// <summary>Reads and checks the header of a safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    private readonly string _path;
    private readonly long _start;
    private readonly long _length;

    private SafetensorsHeader(string path, long start, long length) => (_path, _start, _length) = (path, start, length);

    /// <summary>The tensors, in the order of the header.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>The header's free texts.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header.</param>
    /// <param name="start">Where the tensors' bytes start in the file.</param>
    /// <param name="length">How many bytes of tensors there are.</param>
    /// <exception cref="SafetensorsException">It is malformed.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long start, long length)
    {
        var header = new SafetensorsHeader(path, start, length);
        try
        {
            using var document = JsonDocument.Parse(json);
            header.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw header.Malformed($"the header is not JSON ({e.Message.TrimEnd('.')})", e);
        }

        header.CheckThatTensorsTile();
        return header;
    }

    private void Read(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "the header");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            var name = NameOf(property);
            if (!names.Add(name))
                throw Malformed($"the name '{name}' occurs twice");
            if (name == "__metadata__")
                ReadMetadata(property.Value);
            else
                ReadEntry(name, property.Value);
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        Expect(metadata, JsonValueKind.Object, "__metadata__");
        foreach (var property in metadata.EnumerateObject())
        {
            var name = NameOf(property);
            Metadata[name] = Text(property.Value, $"__metadata__ '{name}'");
        }
    }

    private void ReadEntry(string name, JsonElement entry)
    {
        var what = $"tensor '{name}'";
        Expect(entry, JsonValueKind.Object, what);
        var type = Text(Field(entry, "dtype", what), what + ": dtype");
        var size = SafetensorsType.Size(type) ?? throw Malformed($"{what} has the unknown dtype '{type}'");
        var shape = Numbers(Field(entry, "shape", what), what + ": shape");
        var offsets = Numbers(Field(entry, "data_offsets", what), what + ": data_offsets");
        if (offsets is not [var begin, var end] || begin > end)
            throw Malformed($"{what}: data_offsets are not a start and an end");
        if (end > _length)
            throw Malformed($"{what} ends at byte {end} of the data, but the file has {_length}; it is truncated or its header is wrong");
        if (shape.Any(extent => extent > int.MaxValue))
            throw Malformed($"{what}: an extent is too large");
        if (CountOf(shape) is not { } count || count > (end - begin) / size || count * size != end - begin)
            throw Malformed($"{what} is {type}[{string.Join(", ", shape)}], but its data_offsets span {end - begin} bytes");
        Entries.Add(new SafetensorsEntry(name, type, shape.Select(extent => (int)extent).ToArray()) { Offset = _start + begin, Count = count });
    }

    /// <summary>The format has no holes and no overlaps: tensors fill the data end to end.</summary>
    private void CheckThatTensorsTile()
    {
        var next = _start;
        foreach (var entry in Entries.OrderBy(e => e.Offset).ThenBy(e => e.Count))
        {
            if (entry.Offset < next)
                throw Malformed($"tensor '{entry.Name}' overlaps another");
            if (entry.Offset > next)
                throw Malformed($"{entry.Offset - next} bytes before tensor '{entry.Name}' belong to no tensor");
            next += entry.Count * SafetensorsType.Size(entry.Type)!.Value;
        }

        if (next < _start + _length)
            throw Malformed($"{_start + _length - next} bytes at the end belong to no tensor");
    }

    private JsonElement Field(JsonElement entry, string field, string what) =>
        entry.TryGetProperty(field, out var value) ? value : throw Malformed($"{what} has no {field}");

    private long[] Numbers(JsonElement value, string what)
    {
        Expect(value, JsonValueKind.Array, what);
        return value.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
                ? number
                : throw Malformed($"{what} holds {item.GetRawText()}, which is not a size"))
            .ToArray();
    }

    private string Text(JsonElement value, string what)
    {
        Expect(value, JsonValueKind.String, what);
        return Decoded(() => value.GetString()!);
    }

    private string NameOf(JsonProperty property) => Decoded(() => property.Name);

    private string Decoded(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException e)
        {
            throw Malformed("the header has text that is not Unicode", e);
        }
    }

    private void Expect(JsonElement value, JsonValueKind kind, string what)
    {
        if (value.ValueKind != kind)
            throw Malformed($"{what} is not {(kind is JsonValueKind.Object or JsonValueKind.Array ? "an" : "a")} {kind.ToString().ToLowerInvariant()}");
    }

    private static long? CountOf(long[] shape)
    {
        if (shape.Contains(0))
            return 0;
        var count = 1L;
        foreach (var extent in shape)
        {
            if (count > long.MaxValue / 8 / extent)
                return null;
            count *= extent;
        }

        return count;
    }

    private SafetensorsException Malformed(string problem, Exception? cause = null) => new(_path, problem, cause);
}
