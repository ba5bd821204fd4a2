namespace Modelwright.Runtime.Tests.Weights;

public sealed class ParameterSetTests
{
    private static readonly Initializer Zero = new Initializer.Constant(0);

    private static readonly ParameterInfo[] Parameters =
    [
        new("embed", ElementType.Float32, [4, 2], new Initializer.Normal(0.02)),
        new("layers.0.attn.q.weight", ElementType.Float32, [2, 2], Zero),
        new("layers.0.norm", ElementType.Float32, [2], Zero),
        new("steps", ElementType.Int64, [], Zero, IsBuffer: true),
    ];

    [Fact]
    public void A_file_that_fits_is_read()
    {
        using var file = new TemporaryFile();
        SafetensorsWriter.Write(file.Path, new Dictionary<string, TensorData>
        {
            ["embed"] = TensorData.Of(new[] { (Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6, (Half)7, (Half)8 }, 4, 2),
            ["layers.0.attn.q.weight"] = TensorData.Of([1f, 2, 3, 4], 2, 2),
            ["layers.0.norm"] = TensorData.Of([5f, 6], 2),
            ["steps"] = TensorData.Of([9], []),
        });
        using var weights = ParameterSet.Load(file.Path, Parameters);
        weights.ReadFloats("embed").ShouldBe([1f, 2, 3, 4, 5, 6, 7, 8]);
        weights.ReadFloats("layers.0.norm").ShouldBe([5f, 6]);
        weights.Read("steps").As<long>()[0].ShouldBe(9);
        Should.Throw<KeyNotFoundException>(() => weights.Read("layers.1.norm"));
    }

    [Fact]
    public void Every_mismatch_is_listed()
    {
        using var file = new TemporaryFile();
        SafetensorsWriter.Write(file.Path, new Dictionary<string, TensorData>
        {
            ["embed"] = TensorData.Of(new float[6], 3, 2),
            ["layers.0.attn.query.weight"] = TensorData.Of(new float[4], 2, 2),
            ["layers.0.norm"] = TensorData.Of(new long[2], 2),
            ["zeta"] = TensorData.Of([1f], []),
        });
        var mismatch = Should.Throw<WeightsMismatchException>(() => ParameterSet.Load(file.Path, Parameters));
        mismatch.Message.ShouldBe($"""
            {file.Path} does not fit the model:
              missing: layers.0.attn.q.weight : float[2, 2] (did you mean layers.0.attn.query.weight : F32[2, 2]?)
              missing: steps : int64[]
              wrong shape: embed : float[4, 2], but the weights have [3, 2]
              wrong type: layers.0.norm : float[2], but the weights have I64
              unexpected: layers.0.attn.query.weight : F32[2, 2]
              unexpected: zeta : F32[]
            """, StringCompareShould.IgnoreLineEndings);
        mismatch.Mismatches.Count.ShouldBe(6);
        File.Delete(file.Path);
    }

    [Fact]
    public void Tensors_in_memory_are_checked_alike()
    {
        var tensors = Parameters.ToDictionary(p => p.Path, p => TensorData.Zeros(p.ElementType, p.Shape.ToArray()));
        ParameterSet.From(tensors, Parameters).Read("embed").ShouldBeSameAs(tensors["embed"]);
        tensors.Remove("steps");
        Should.Throw<WeightsMismatchException>(() => ParameterSet.From(tensors, Parameters)).Mismatches.ShouldBe(["missing: steps : int64[]"]);
    }

    [Fact]
    public void Tensors_in_memory_of_a_narrower_type_are_refused()
    {
        ParameterInfo[] parameters = [new("x", ElementType.Float32, [1], Zero)];
        var tensors = new Dictionary<string, TensorData> { ["x"] = TensorData.Of([(Half)1], 1) };
        Should.Throw<WeightsMismatchException>(() => ParameterSet.From(tensors, parameters)).Mismatches.ShouldBe(["wrong type: x : float[1], but the weights have F16"]);
    }
}
