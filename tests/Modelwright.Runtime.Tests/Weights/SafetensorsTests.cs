using System.Buffers.Binary;
using System.Text;
using Modelwright.Testing;

namespace Modelwright.Runtime.Tests.Weights;

public sealed class SafetensorsTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var tensors = new Dictionary<string, TensorData>
        {
            ["b.weight"] = TensorData.Of([1f, -2.5f, float.NaN, 0, 4, 5], 2, 3),
            ["a"] = TensorData.Of([long.MinValue, 7], 2),
            ["scalar"] = TensorData.Of([3], []),
            ["empty"] = TensorData.Of(Array.Empty<Half>(), 0, 4),
            ["bits"] = TensorData.Of(new ushort[] { 0x3f80 }, 1),
            ["signed"] = TensorData.Of(new sbyte[] { -1, 1 }, 2),
            ["bytes"] = TensorData.Of(new byte[] { 255 }, 1, 1),
            ["ünïcode \"name\""] = TensorData.Of([true, false, true], 3),
        };
        using var file = new TemporaryFile();
        SafetensorsWriter.Write(file.Path, tensors, new Dictionary<string, string> { ["note"] = "hello" });

        using var reader = new SafetensorsReader(file.Path);
        reader.Metadata.ShouldHaveSingleItem().ShouldBe(new("note", "hello"));
        reader.Entries.Select(e => e.Name).ShouldBe(tensors.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in tensors)
        {
            var read = reader.Read(name);
            read.ToString().ShouldBe(tensor.ToString());
            read.Bytes.ToArray().ShouldBe(tensor.Bytes.ToArray());
        }
    }

    [Fact]
    public void Same_tensors_give_the_same_bytes_in_any_order()
    {
        using var first = new TemporaryFile();
        using var second = new TemporaryFile();
        SafetensorsWriter.Write(first.Path, new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f], 1), ["a"] = TensorData.Of([2f], 1) });
        SafetensorsWriter.Write(second.Path, new Dictionary<string, TensorData> { ["a"] = TensorData.Of([2f], 1), ["x"] = TensorData.Of([1f], 1) });
        var bytes = File.ReadAllBytes(first.Path);
        bytes.ShouldBe(File.ReadAllBytes(second.Path));
        ((BinaryPrimitives.ReadUInt64LittleEndian(bytes) + 8) % 64).ShouldBe(0u);
    }

    [Fact]
    public void A_file_that_cannot_be_completed_leaves_the_older_one()
    {
        using var folder = new TemporaryFolder();
        var older = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([1f], 1) };
        SafetensorsWriter.Write(folder["w"], older);
        var bytes = File.ReadAllBytes(folder["w"]);

        SafetensorsEntry[] entries = [new("y", "F32", [1]) { Count = 1 }, new("z", "F32", [1]) { Count = 1 }];
        Should.Throw<KeyNotFoundException>(() => SafetensorsWriter.Write(
            folder["w"], entries, name => name == "y" ? TensorData.Of([2f], 1) : throw new KeyNotFoundException(name)));

        File.ReadAllBytes(folder["w"]).ShouldBe(bytes);
        folder.Files.ShouldBe(["w"]);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e, 0x00, 0xfc }, new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f, 0x80, 0xff }, new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0xf0, 0xff }, new[] { 1.5f, float.NegativeInfinity })]
    public void Other_floats_become_floats(string type, byte[] data, float[] expected)
    {
        using var file = Of($$$"""{"x":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using var reader = new SafetensorsReader(file.Path);
        reader.Read("x", ElementType.Float32).As<float>().ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Long_tensors_convert_in_pieces()
    {
        var data = new byte[2 * 200_001];
        for (var i = 0; i < 200_001; i++)
            BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2 * i), (Half)(i % 1000));
        using var file = Of($$$"""{"x":{"dtype":"F16","shape":[200001],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using var reader = new SafetensorsReader(file.Path);
        reader.Read("x", ElementType.Float32).Array<float>().ShouldBe(Enumerable.Range(0, 200_001).Select(i => (float)(i % 1000)));
    }

    [Fact]
    public void Narrow_integers_become_int64()
    {
        using var file = Of("""{"x":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}""", 0xff, 5);
        using var reader = new SafetensorsReader(file.Path);
        reader.Read("x", ElementType.Int64).Array<long>().ShouldBe([-1, 5]);
    }

    [Fact]
    public void Integers_do_not_become_floats()
    {
        using var file = Of("""{"x":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}""", 0xff, 5);
        using var reader = new SafetensorsReader(file.Path);
        Should.Throw<SafetensorsException>(() => reader.Read("x", ElementType.Float32)).Message.ShouldBe($"{file.Path}: tensor x : I8[2] cannot be read as float");
        Should.Throw<KeyNotFoundException>(() => reader.Read("y"));
    }

    [Fact]
    public void Bool_of_another_byte_is_refused()
    {
        using var file = Of("""{"x":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 1, 2);
        using var reader = new SafetensorsReader(file.Path);
        Should.Throw<SafetensorsException>(() => reader.Read("x")).Message.ShouldBe($"{file.Path}: tensor 'x' is BOOL, but holds a byte other than 0 and 1");
    }

    [Theory]
    [InlineData("[]", "the header is not an object")]
    [InlineData("{", "the header is not JSON")]
    [InlineData("", "the header is not JSON")]
    [InlineData("""{"x":3}""", "tensor 'x' is not an object")]
    [InlineData("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", "tensor 'x' has no dtype")]
    [InlineData("""{"x":{"dtype":"F32","data_offsets":[0,4]}}""", "tensor 'x' has no shape")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", "tensor 'x' has no data_offsets")]
    [InlineData("""{"x":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "tensor 'x' has the unknown dtype 'F33'")]
    [InlineData("""{"x":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", "tensor 'x': dtype is not a string")]
    [InlineData("""{"x":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "tensor 'x': shape is not an array")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "tensor 'x': shape holds -1, which is not a size")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "tensor 'x': shape holds 1.5, which is not a size")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "tensor 'x': data_offsets are not a start and an end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "tensor 'x': data_offsets are not a start and an end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor 'x' ends at byte 8 of the data, but the file has 4; it is truncated or its header is wrong")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor 'x' is F32[2], but its data_offsets span 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4000000000],"data_offsets":[0,4]}}""", "tensor 'x': an extent is too large")]
    [InlineData("""{"x":{"dtype":"F64","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", "tensor 'x' is F64[2147483647, 2147483647, 2147483647], but its data_offsets span 4 bytes")]
    [InlineData("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "tensor 'y' overlaps another")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "1 bytes before tensor 'y' belong to no tensor")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "3 bytes at the end belong to no tensor")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "the name 'x' occurs twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", "__metadata__ 'a' is not a string")]
    [InlineData("""{"__metadata__":[]}""", "__metadata__ is not an object")]
    [InlineData("""{"\ud800":{}}""", "the header has text that is not Unicode")]
    public void A_malformed_header_is_refused(string header, string problem)
    {
        using var file = Of(header, 0, 0, 0, 0);
        Should.Throw<SafetensorsException>(() => new SafetensorsReader(file.Path)).Message.ShouldStartWith($"{file.Path}: {problem}");
    }

    [Theory]
    [InlineData(new byte[0], "the file has 0 bytes, too few for a safetensors header")]
    [InlineData(new byte[] { 1, 2, 3 }, "the file has 3 bytes, too few for a safetensors header")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 1 }, "the header claims 9 bytes, but the file has 9; it is truncated or no safetensors file")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1 }, "the header claims 18446744073709551615 bytes, but the file has 9; it is truncated or no safetensors file")]
    public void A_file_without_a_header_is_refused(byte[] bytes, string problem)
    {
        using var file = new TemporaryFile(bytes);
        Should.Throw<SafetensorsException>(() => new SafetensorsReader(file.Path)).Message.ShouldBe($"{file.Path}: {problem}");
    }

    [Fact]
    public void A_missing_file_is_a_missing_file() => Should.Throw<FileNotFoundException>(() => new SafetensorsReader("no such file"));

    [Fact]
    public void No_damage_does_more_than_be_refused()
    {
        using var file = new TemporaryFile();
        SafetensorsWriter.Write(file.Path, new Dictionary<string, TensorData>
        {
            ["weight"] = TensorData.Of(new float[12], 3, 4), ["flags"] = TensorData.Of(new bool[5], 5), ["n"] = TensorData.Of([1L], []),
        });
        var good = File.ReadAllBytes(file.Path);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = good[..(random.Next(4) == 0 ? random.Next(good.Length) : good.Length)];
            for (var n = random.Next(1, 4); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : good[random.Next(good.Length)];
            File.WriteAllBytes(file.Path, bytes);
            try
            {
                using var reader = new SafetensorsReader(file.Path);
                foreach (var entry in reader.Entries)
                    reader.Read(entry.Name);
            }
            catch (SafetensorsException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(1000, 1999);
    }

    private static TemporaryFile Of(string header, params ReadOnlySpan<byte> data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes.AsSpan(8 + json.Length));
        return new TemporaryFile(bytes);
    }
}
