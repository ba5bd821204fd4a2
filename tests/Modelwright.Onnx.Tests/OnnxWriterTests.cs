using Modelwright.Onnx.Protobuf;
using Modelwright.Onnx.Tests.Protobuf;
using Modelwright.OnnxRuntime;
using Modelwright.Testing;

namespace Modelwright.Onnx.Tests;

public class OnnxWriterTests
{
    private static readonly TensorData Tokens = TensorData.Of([0L, 4L, 2L, 1L], 2, 2);

    [Fact]
    public void Says_who_wrote_it_and_what_it_needs()
    {
        var model = Written();

        model.Number(ModelFields.IrVersion).ShouldBe(10);
        model.Text(ModelFields.ProducerName).ShouldBe("Modelwright");
        model.Text(ModelFields.ProducerVersion).ShouldBe("0.1.0");
        model.Text(ModelFields.DocString).ShouldBe("Made by hand.");
        model.Message(ModelFields.OpsetImport).Text(OperatorSetFields.Domain).ShouldBe("");
        model.Message(ModelFields.OpsetImport).Number(OperatorSetFields.Version).ShouldBe(21);
    }

    [Fact]
    public void Keeps_the_names_of_symbolic_axes()
    {
        var graph = Written().Message(ModelFields.Graph);

        Shown(graph.Message(GraphFields.Input)).ShouldBe("tokens: B, T");
        Shown(graph.Message(GraphFields.Output)).ShouldBe("y: B, T, 3");
        graph.Message(GraphFields.Input).Text(ValueInfoFields.DocString).ShouldBe("The tokens.");
    }

    [Fact]
    public void Stores_parameters_under_their_paths()
    {
        var parameter = Parameter(Written());

        parameter.Numbers(TensorFields.Dims).ShouldBe([5, 3]);
        parameter.Bytes(TensorFields.RawData).ShouldBe(Embedding.Table.Bytes.ToArray());
    }

    [Fact]
    public void Is_accepted_and_computed_by_onnx_runtime()
    {
        var stream = new MemoryStream();
        OnnxWriter.Write(Embedding.Onnx, Embedding.Parameters, stream);

        using var runner = new OnnxModelRunner(stream.ToArray());

        ShouldBeExpected(runner.Run(new Dictionary<string, TensorData> { ["tokens"] = Tokens })["y"]);
    }

    [Fact]
    public void Writes_the_same_bytes_every_time() => Bytes().ShouldBe(Bytes());

    [Fact]
    public void Puts_parameters_into_a_file_of_their_own_on_request()
    {
        using var folder = new TemporaryFolder();

        OnnxWriter.Write(Embedding.Onnx, Embedding.Parameters, folder["m.onnx"], externalData: true);

        folder.Files.ShouldBe(["m.onnx", "m.onnx.data"]);
        using var runner = new OnnxModelRunner(folder["m.onnx"]);
        ShouldBeExpected(runner.Run(new Dictionary<string, TensorData> { ["tokens"] = Tokens })["y"]);
    }

    [Fact]
    public void Aligns_external_parameters_to_pages()
    {
        using var folder = new TemporaryFolder();
        var model = Embedding.Onnx;
        var second = model.Initializers.Single(t => t.IsParameter) with { Name = "other" };

        OnnxWriter.Write(
            model with { Initializers = [.. model.Initializers, second] }, _ => Embedding.Table, folder["m.onnx"], externalData: true);

        var entries = Read(folder["m.onnx"]).Message(ModelFields.Graph).Messages(GraphFields.Initializer)
            .Single(t => t.Text(TensorFields.Name) == "other").Messages(TensorFields.ExternalData)
            .ToDictionary(e => e.Text(StringEntryFields.Key), e => e.Text(StringEntryFields.Value));
        entries.ShouldBe(new Dictionary<string, string> { ["location"] = "m.onnx.data", ["offset"] = "4096", ["length"] = "60" });
        new FileInfo(folder["m.onnx.data"]).Length.ShouldBe(4096 + 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leaves_the_old_files_alone_when_it_fails(bool externalData)
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(Embedding.Onnx, Embedding.Parameters, folder["m.onnx"], externalData);
        var before = folder.Files.Select(name => Convert.ToHexString(File.ReadAllBytes(folder[name]))).ToList();
        var files = folder.Files;

        Should.Throw<IOException>(() =>
            OnnxWriter.Write(Embedding.Onnx, _ => throw new IOException("the disk is gone"), folder["m.onnx"], externalData));

        folder.Files.ShouldBe(files);
        folder.Files.Select(name => Convert.ToHexString(File.ReadAllBytes(folder[name]))).ShouldBe(before);
    }

    private static byte[] Bytes()
    {
        var stream = new MemoryStream();
        OnnxWriter.Write(Embedding.Onnx, Embedding.Parameters, stream);
        return stream.ToArray();
    }

    private static WireMessage Written() => new(Bytes());

    private static WireMessage Read(string path) => new(File.ReadAllBytes(path));

    private static WireMessage Parameter(WireMessage model) =>
        model.Message(ModelFields.Graph).Messages(GraphFields.Initializer).Single(t => t.Text(TensorFields.Name) == "embed.table");

    private static string Shown(WireMessage valueInfo)
    {
        var dimensions = valueInfo.Message(ValueInfoFields.Type).Message(TypeFields.TensorType)
            .Message(TensorTypeFields.Shape).Messages(ShapeFields.Dimension)
            .Select(d => d.Has(DimensionFields.Parameter) ? d.Text(DimensionFields.Parameter) : $"{d.Number(DimensionFields.Value)}");
        return $"{valueInfo.Text(ValueInfoFields.Name)}: {string.Join(", ", dimensions)}";
    }

    private static void ShouldBeExpected(TensorData y)
    {
        y.Shape.ToArray().ShouldBe([2, 2, 3]);
        for (var i = 0; i < y.Count; i++)
            y.As<float>()[i].ShouldBe(Embedding.Expected(Tokens.As<long>()[i / 3], i % 3), 1e-6f);
    }
}
