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
            new("b.weight", ElementType.Float32, [1000], new Initializer.Uniform(-0.5, 0.5)),
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
        var values = Fill("x", 1, new Initializer.Uniform(-2, 2));
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

    [Theory]
    [InlineData(6, 6)]
    [InlineData(3, 8)]
    [InlineData(8, 3)]
    [InlineData(1, 5)]
    public void Rows_or_columns_are_orthogonal(int rows, int columns)
    {
        using var weights = ParameterSet.Initialize(3, [new("x", ElementType.Float32, [rows, columns], new Initializer.Orthogonal(2))]);
        var matrix = weights.ReadFloats("x");
        var count = Math.Min(rows, columns);
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b < count; b++)
            {
                var product = Enumerable.Range(0, Math.Max(rows, columns)).Sum(k => rows <= columns
                    ? (double)matrix[(a * columns) + k] * matrix[(b * columns) + k]
                    : (double)matrix[(k * columns) + a] * matrix[(k * columns) + b]);
                product.ShouldBe(a == b ? 4 : 0, 1e-6);
            }
        }
    }

    [Fact]
    public void Every_orthogonal_matrix_is_equally_likely()
    {
        // The mean of an element over many matrices is 0 only with the signs set right; Householder alone has a negative diagonal.
        var means = Enumerable.Range(0, 400)
            .Select(seed => Draw(new Initializer.Orthogonal(1), seed)).Select(m => (Corner: (double)m[0], Square: (double)m[0] * m[0])).ToList();
        means.Average(m => m.Corner).ShouldBe(0, 0.1);
        means.Average(m => m.Square).ShouldBe(1.0 / 3, 0.05);

        static float[] Draw(Initializer initializer, int seed)
        {
            using var weights = ParameterSet.Initialize(seed, [new("x", ElementType.Float32, [3, 3], initializer)]);
            return weights.ReadFloats("x");
        }
    }

    [Fact]
    public void Formulas_of_draws_are_the_same_bytes_on_every_machine()
    {
        Initializer formula = new Initializer.Apply("mul",
        [
            new Initializer.Apply("exp", [new Initializer.Normal(0.3)]),
            new Initializer.Apply("add",
            [
                new Initializer.Apply("sin", [new Initializer.Apply("log", [new Initializer.Uniform(1, 16, 1)])]),
                new Initializer.Apply("pow", [new Initializer.Constant(1.5), new Initializer.Apply("tanh", [new Initializer.Index(1)])]),
            ]),
        ]);
        ParameterInfo[] parameters =
        [
            new("a", ElementType.Float32, [100, 10], formula),
            new("b", ElementType.Float32, [64, 48], new Initializer.Orthogonal(1)),
        ];
        using var weights = ParameterSet.Initialize(7, parameters);
        Convert.ToHexString(SHA256.HashData(weights.Read("a").Bytes)).ShouldBe("880E60E50A0E4A982CBE59762348A8B931FE31234DC9FF5BE9BB04CC86B220E5");
        Convert.ToHexString(SHA256.HashData(weights.Read("b").Bytes)).ShouldBe("E3BCA22B26EB7D9D262A5FA27ED14C07028CB225DAE493D73F194DC5FE185C32");
    }

    [Fact]
    public void A_parameter_does_not_depend_on_the_others()
    {
        ParameterInfo first = new("x", ElementType.Float32, [50], new Initializer.Normal(1));
        ParameterInfo second = new("y", ElementType.Float32, [50], new Initializer.Normal(2));
        using var alone = ParameterSet.Initialize(5, [first]);
        using var both = ParameterSet.Initialize(5, [second, first]);
        both.ReadFloats("x").ShouldBe(alone.ReadFloats("x"));
    }

    [Fact]
    public void Draws_of_one_number_are_equal_and_others_independent()
    {
        Fill("x", 1, Difference(new Initializer.Normal(1, 0, 1), new Initializer.Normal(1, 0, 1))).ShouldAllBe(v => v == 0);
        Fill("x", 1, Difference(new Initializer.Normal(1), new Initializer.Normal(1, 0, 1))).Average(v => v * v).ShouldBe(2, 0.05);

        static Initializer Difference(Initializer a, Initializer b) => new Initializer.Apply("sub", [a, b]);
    }

    [Fact]
    public void Numbers_that_an_integer_does_not_reach_become_the_nearest()
    {
        using var weights = ParameterSet.Initialize(1, [new("x", ElementType.Int8, [2], new Initializer.Apply("sub", [new Initializer.Constant(300), new Initializer.Apply("mul", [new Initializer.Index(0), new Initializer.Constant(600)])]))]);
        weights.Read("x").As<sbyte>().ToArray().ShouldBe([sbyte.MaxValue, sbyte.MinValue]);
    }

    private static float[] Fill(string path, long seed, Initializer initializer)
    {
        using var weights = ParameterSet.Initialize(seed, [new(path, ElementType.Float32, [100, 1000], initializer)]);
        return weights.ReadFloats(path);
    }
}
