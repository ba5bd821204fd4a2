using System.Buffers.Binary;
using System.Text;

namespace Modelwright.Onnx.Tests.Protobuf;

/// <summary>A protobuf message as it stands on the wire, read without any knowledge of its type.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public WireMessage(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(bytes, ref at), []));
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    _fields.Add((field, 0, bytes[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)), []));
                    at += 4;
                    break;
                case var wireType:
                    throw new InvalidDataException($"wire type {wireType} of field {field}");
            }
        }
    }

    public long Number(int field) => (long)_fields.Single(f => f.Field == field).Number;

    public IReadOnlyList<long> Numbers(int field) => [.. _fields.Where(f => f.Field == field).Select(f => (long)f.Number)];

    public float Float(int field) => BitConverter.UInt32BitsToSingle((uint)_fields.Single(f => f.Field == field).Number);

    public byte[] Bytes(int field) => _fields.Single(f => f.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public IReadOnlyList<string> Texts(int field) =>
        [.. _fields.Where(f => f.Field == field).Select(f => Encoding.UTF8.GetString(f.Bytes))];

    public WireMessage Message(int field) => new(Bytes(field));

    public IReadOnlyList<WireMessage> Messages(int field) =>
        [.. _fields.Where(f => f.Field == field).Select(f => new WireMessage(f.Bytes))];

    public bool Has(int field) => _fields.Exists(f => f.Field == field);

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if ((bytes[at++] & 0x80) == 0)
                return value;
        }
    }
}
