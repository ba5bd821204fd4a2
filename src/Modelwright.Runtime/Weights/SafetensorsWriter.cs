using System.Buffers.Binary;
using System.Text.Json;

namespace Modelwright;

/// <summary>Writes safetensors files: the same tensors give the same bytes.</summary>
public static class SafetensorsWriter
{
    // Tensor data starts at a multiple of this, the header padded with spaces.
    private const int Alignment = 64;

    /// <summary>Writes tensors, sorted by name. The file appears once it is complete.</summary>
    /// <param name="path">The file, created or replaced.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Free texts for the header.</param>
    /// <exception cref="ArgumentException">A tensor is called <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, Sorted(tensors), name => tensors[name], metadata);

    /// <summary>Writes tensors to a stream, sorted by name.</summary>
    /// <inheritdoc cref="Write(string, IReadOnlyDictionary{string, TensorData}, IReadOnlyDictionary{string, string}?)"/>
    /// <param name="stream">Where to; stays open.</param>
    public static void Write(
        Stream stream, IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(stream, Sorted(tensors), name => tensors[name], metadata);

    /// <summary>Writes tensors in the order they are named, each read when its turn comes. The file appears once it is complete.</summary>
    internal static void Write(
        string path, IReadOnlyList<SafetensorsEntry> tensors, Func<string, TensorData> read, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Check(tensors);
        using var file = new AtomicFile(path);
        Write(file.Stream, tensors, read, metadata);
        file.Commit();
    }

    private static void Write(
        Stream stream, IReadOnlyList<SafetensorsEntry> tensors, Func<string, TensorData> read, IReadOnlyDictionary<string, string>? metadata)
    {
        Check(tensors);
        var header = Header(tensors, metadata);
        var prefix = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var tensor in tensors)
            stream.Write(read(tensor.Name).Bytes);
    }

    private static void Check(IReadOnlyList<SafetensorsEntry> tensors)
    {
        if (tensors.Any(t => t.Name == "__metadata__"))
            throw new ArgumentException("a tensor cannot be called __metadata__", nameof(tensors));
    }

    private static List<SafetensorsEntry> Sorted(IReadOnlyDictionary<string, TensorData> tensors) => tensors
        .OrderBy(t => t.Key, StringComparer.Ordinal)
        .Select(t => new SafetensorsEntry(t.Key, SafetensorsType.Of(t.Value.ElementType), t.Value.Shape.ToArray()) { Count = t.Value.Count })
        .ToList();

    private static byte[] Header(IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (var extent in tensor.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Count * SafetensorsType.Size(tensor.Type)!.Value);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while ((bytes.Length + sizeof(ulong)) % Alignment != 0)
            bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }
}
