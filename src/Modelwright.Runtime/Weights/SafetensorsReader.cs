using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modelwright;

/// <summary>A safetensors file of any size: its header is read and checked when it is opened, its tensors when they are asked for.</summary>
public sealed class SafetensorsReader : IDisposable
{
    private const long LongestHeader = 100_000_000;

    // Elements converted at a time.
    private const int ChunkLength = 1 << 16;

    private readonly string _path;
    private readonly SafeFileHandle? _file;
    private readonly byte[]? _bytes;
    private readonly Dictionary<string, SafetensorsEntry> _entries;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="SafetensorsException">It is malformed.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        _file = File.OpenHandle(path);
        try
        {
            (Entries, Metadata, _entries) = Open();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream to its end, into memory.</summary>
    /// <exception cref="SafetensorsException">What it holds is malformed.</exception>
    public SafetensorsReader(Stream stream)
    {
        _path = "the stream";
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        _bytes = bytes.ToArray();
        (Entries, Metadata, _entries) = Open();
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The header's free texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Looks a tensor up.</summary>
    public bool TryFind(string name, [MaybeNullWhen(false)] out SafetensorsEntry entry) => _entries.TryGetValue(name, out entry);

    /// <summary>Whether there is a tensor that can be read as an element type.</summary>
    public bool CanRead(string name, ElementType type) => _entries.TryGetValue(name, out var entry) && SafetensorsType.Reads(entry.Type, type);

    /// <summary>Reads a tensor in its own element type (F64, which has none, as float).</summary>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="SafetensorsException">Its type has no counterpart, or the file has become shorter.</exception>
    public TensorData Read(string name)
    {
        var entry = Find(name);
        return Read(name, SafetensorsType.Natural(entry.Type) ?? throw Unreadable(entry, "any element type"));
    }

    /// <summary>Reads a tensor as an element type: its own, or float from F16, BF16 and F64, or int64 from I32, I8 and U8.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="SafetensorsException">It does not convert to that type, or the file has become shorter.</exception>
    public TensorData Read(string name, ElementType type)
    {
        var entry = Find(name);
        if (!SafetensorsType.Reads(entry.Type, type) || entry.Count > Array.MaxLength)
            throw Unreadable(entry, type.Keyword());
        return (entry.Type, type) switch
        {
            ("F64", ElementType.Float32) => Read<double, float>(entry, TensorPrimitives.ConvertTruncating),
            ("F16", ElementType.Float32) => Read<Half, float>(entry, TensorPrimitives.ConvertToSingle),
            ("BF16", ElementType.Float32) => Read<ushort, float>(entry, WidenBFloat16),
            ("I32", ElementType.Int64) => Read<int, long>(entry, TensorPrimitives.ConvertTruncating),
            ("I8", ElementType.Int64) => Read<sbyte, long>(entry, TensorPrimitives.ConvertTruncating),
            ("U8", ElementType.Int64) => Read<byte, long>(entry, TensorPrimitives.ConvertTruncating),
            (_, ElementType.Float32) => Read<float>(entry),
            (_, ElementType.Float16) => Read<Half>(entry),
            (_, ElementType.BFloat16) => Read<ushort>(entry),
            (_, ElementType.Int64) => Read<long>(entry),
            (_, ElementType.Int32) => Read<int>(entry),
            (_, ElementType.Int8) => Read<sbyte>(entry),
            (_, ElementType.UInt8) => Read<byte>(entry),
            _ => ReadBools(entry),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata, Dictionary<string, SafetensorsEntry> ByName) Open()
    {
        var header = ReadHeader();
        return (header.Entries, header.Metadata, header.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal));
    }

    private SafetensorsHeader ReadHeader()
    {
        var fileLength = _bytes?.Length ?? RandomAccess.GetLength(_file!);
        if (fileLength < sizeof(ulong))
            throw new SafetensorsException(_path, $"the file has {fileLength} bytes, too few for a safetensors header");
        var prefix = new byte[sizeof(ulong)];
        Fill(prefix, 0);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)Math.Min(fileLength - sizeof(ulong), LongestHeader))
            throw new SafetensorsException(_path, $"the header claims {length} bytes, but the file has {fileLength}; it is truncated or no safetensors file");
        var json = new byte[(int)length];
        Fill(json, sizeof(ulong));
        var start = sizeof(ulong) + (long)length;
        return SafetensorsHeader.Parse(_path, json, start, fileLength - start);
    }

    private TensorData Read<T>(SafetensorsEntry entry)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>((int)entry.Count);
        for (var i = 0; i < values.Length; i += ChunkLength)
            Fill(MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(ChunkLength, values.Length - i))), entry.Offset + ((long)i * Marshal.SizeOf<T>()));
        return TensorData.Of(values, entry.Shape.ToArray());
    }

    private delegate void Conversion<TStored, TElement>(ReadOnlySpan<TStored> source, Span<TElement> destination);

    private TensorData Read<TStored, TElement>(SafetensorsEntry entry, Conversion<TStored, TElement> convert)
        where TStored : unmanaged
        where TElement : unmanaged
    {
        var values = GC.AllocateUninitializedArray<TElement>((int)entry.Count);
        var stored = new TStored[Math.Min(ChunkLength, values.Length)];
        for (var i = 0; i < values.Length; i += ChunkLength)
        {
            var chunk = stored.AsSpan(0, Math.Min(ChunkLength, values.Length - i));
            Fill(MemoryMarshal.AsBytes(chunk), entry.Offset + ((long)i * Marshal.SizeOf<TStored>()));
            convert(chunk, values.AsSpan(i, chunk.Length));
        }

        return TensorData.Of(values, entry.Shape.ToArray());
    }

    private TensorData ReadBools(SafetensorsEntry entry)
    {
        var bytes = Read<byte>(entry).Array<byte>();
        if (bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new SafetensorsException(_path, $"tensor '{entry.Name}' is BOOL, but holds a byte other than 0 and 1");
        var values = new bool[bytes.Length];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return TensorData.Of(values, entry.Shape.ToArray());
    }

    private static void WidenBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++)
            destination[i] = BitConverter.Int32BitsToSingle(source[i] << 16);
    }

    private void Fill(Span<byte> bytes, long offset)
    {
        if (_bytes is not null)
        {
            _bytes.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
            return;
        }

        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file!, bytes, offset);
            if (read == 0)
                throw new SafetensorsException(_path, "the file became shorter while it was read");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private SafetensorsEntry Find(string name) =>
        _entries.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"{_path} has no tensor '{name}'");

    private SafetensorsException Unreadable(SafetensorsEntry entry, string type) => new(_path, $"tensor {entry} cannot be read as {type}");
}
