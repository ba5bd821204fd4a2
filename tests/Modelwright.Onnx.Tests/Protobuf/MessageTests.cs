using Modelwright.Onnx.Protobuf;

namespace Modelwright.Onnx.Tests.Protobuf;

public class MessageTests
{
    [Fact]
    public void Encodes_every_kind_of_field()
    {
        var read = Read(new Message().Add(1, 300).Add(2, -1).Add(3, 1.5f).Add(4, "näme"));

        read.Number(1).ShouldBe(300);
        read.Number(2).ShouldBe(-1);
        read.Float(3).ShouldBe(1.5f);
        read.Text(4).ShouldBe("näme");
    }

    [Fact]
    public void Writes_payloads_where_they_were_added_however_deep()
    {
        var inner = new Message().Add(1, "before").Add(2, 300, stream => stream.Write(new byte[300])).Add(3, "after");
        var outer = new Message().Add(1, 7).Add(2, inner).Add(3, 2, stream => stream.Write("ab"u8)).Add(4, 8);

        var read = Read(outer);

        read.Number(1).ShouldBe(7);
        read.Message(2).Text(1).ShouldBe("before");
        read.Message(2).Bytes(2).Length.ShouldBe(300);
        read.Message(2).Text(3).ShouldBe("after");
        read.Text(3).ShouldBe("ab");
        read.Number(4).ShouldBe(8);
    }

    [Fact]
    public void Knows_its_length_before_any_payload_is_written()
    {
        var message = new Message().Add(1, "x").Add(2, 1000, stream => stream.Write(new byte[1000]));

        Bytes(message).LongLength.ShouldBe(message.Length);
    }

    private static byte[] Bytes(Message message)
    {
        var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }

    private static WireMessage Read(Message message) => new(Bytes(message));
}
