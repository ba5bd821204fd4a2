using Google.Protobuf;

namespace Modelwright.Onnx.Protobuf;

/// <summary>
/// A protobuf message: its fields are encoded as they are added, but large payloads stay promises until the message is
/// written, so that the weights of a model are never held twice.
/// </summary>
internal sealed class Message
{
    private readonly MemoryStream _encoded = new();
    private readonly CodedOutputStream _fields;
    private readonly List<Payload> _payloads = [];

    public Message() => _fields = new CodedOutputStream(_encoded, bufferSize: 128, leaveOpen: true);

    /// <summary>Bytes that are written by whoever has them, after the first <c>Position</c> bytes of the encoded fields.</summary>
    private sealed record Payload(long Position, long Length, Action<Stream> Write);

    /// <summary>The number of bytes that <see cref="WriteTo"/> writes.</summary>
    public long Length
    {
        get
        {
            _fields.Flush();
            return _encoded.Length + _payloads.Sum(p => p.Length);
        }
    }

    public Message Add(int field, long value)
    {
        _fields.WriteTag(field, WireFormat.WireType.Varint);
        _fields.WriteInt64(value);
        return this;
    }

    public Message Add(int field, float value)
    {
        _fields.WriteTag(field, WireFormat.WireType.Fixed32);
        _fields.WriteFloat(value);
        return this;
    }

    public Message Add(int field, string value)
    {
        _fields.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _fields.WriteString(value);
        return this;
    }

    /// <summary>Adds a nested message, which must be complete.</summary>
    public Message Add(int field, Message nested)
    {
        BeginLengthDelimited(field, nested.Length);
        _payloads.AddRange(nested._payloads.Select(p => p with { Position = _encoded.Length + p.Position }));
        nested._encoded.WriteTo(_encoded);
        return this;
    }

    /// <summary>Adds a field of exactly <paramref name="length"/> bytes that <paramref name="write"/> supplies later.</summary>
    public Message Add(int field, long length, Action<Stream> write)
    {
        BeginLengthDelimited(field, length);
        _payloads.Add(new Payload(_encoded.Length, length, write));
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream)
    {
        _fields.Flush();
        var encoded = _encoded.GetBuffer().AsSpan(0, checked((int)_encoded.Length));
        var position = 0;
        foreach (var payload in _payloads)
        {
            var next = (int)payload.Position;
            stream.Write(encoded[position..next]);
            payload.Write(stream);
            position = next;
        }

        stream.Write(encoded[position..]);
    }

    private void BeginLengthDelimited(int field, long length)
    {
        _fields.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _fields.WriteUInt64((ulong)length);
        _fields.Flush();
    }
}
