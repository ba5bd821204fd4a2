using System.Security.Cryptography;

namespace Modelwright.Runtime.Tests.Weights;

public sealed class InitializationTests
{
    [Fact]
    public void Same_seed_gives_the_same_bytes_on_every_machine()
    {
        ParameterInfo[] parameters =
        [
            new("a.weight", ElementType.Float32, [1000, 10], new Initializer.Normal(0.02)),
            new("b.weight", ElementType.Float32, [1000], new Initializer.Uniform(0.5)),
        ];
        using var weights = ParameterSet.Initialize(7, parameters);
        Convert.ToHexString(SHA256.HashData(weights.Read("a.weight").Bytes)).ShouldBe("EC4BE6EF2800B540EABA8301592681F1E14596BDAA27CE75F6CE9E379BE8A8F4");
        Convert.ToHexString(SHA256.HashData(weights.Read("b.weight").Bytes)).ShouldBe("1482A3721B412CFB9BFA75729A8326F3199F8D0C58210478CDCD95D760B97678");
    }

    [Fact]
    public void Seeds_paths_and_elements_differ()
    {
        var first = Fill("x", 1, new Initializer.Normal(1));
        first.Distinct().Count().ShouldBeGreaterThan(first.Length * 9 / 10);
        Fill("x", 2, new Initializer.Normal(1)).Intersect(first).Count().ShouldBeLessThan(1000);
        Fill("y", 1, new Initializer.Normal(1)).Intersect(first).Count().ShouldBeLessThan(1000);
    }

    [Fact]
    public void Normal_numbers_are_normal()
    {
        var values = Fill("x", 1, new Initializer.Normal(3)).Select(v => v / 3.0).ToArray();
        values.Average().ShouldBe(0, 0.02);
        values.Average(v => v * v).ShouldBe(1, 0.02);
        values.Average(v => v * v * v * v).ShouldBe(3, 0.15);
        (values.Count(v => v > 2) / (double)values.Length).ShouldBe(0.02275, 0.002);
        values.Zip(values.Skip(1), (a, b) => a * b).Average().ShouldBe(0, 0.02);
    }

    [Fact]
    public void Uniform_numbers_are_uniform()
    {
        var values = Fill("x", 1, new Initializer.Uniform(2));
        values.Max(Math.Abs).ShouldBeInRange(1.999f, 2);
        values.Average().ShouldBe(0, 0.02);
        values.Average(v => v * v).ShouldBe(4f / 3, 0.02);
    }

    [Fact]
    public void Constants_are_constant_in_every_type()
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            using var weights = ParameterSet.Initialize(1, [new("x", type, [3], new Initializer.Constant(1))]);
            var expected = type switch
            {
                ElementType.Float32 => new byte[] { 0, 0, 0x80, 0x3f },
                ElementType.Float16 => [0, 0x3c],
                ElementType.BFloat16 => [0x80, 0x3f],
                _ => [1, .. new byte[type.Size() - 1]],
            };
            weights.Read("x").Bytes.ToArray().ShouldBe([.. expected, .. expected, .. expected]);
        }
    }

    private static float[] Fill(string path, long seed, Initializer initializer)
    {
        using var weights = ParameterSet.Initialize(seed, [new(path, ElementType.Float32, [100, 1000], initializer)]);
        return weights.ReadFloats(path);
    }
}
