using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Tests.Graph;

public class DimTests
{
    private static readonly Dim N = Dim.Symbol("N");
    private static readonly Dim M = Dim.Symbol("M");

    [Fact]
    public void Equal_polynomials_are_equal_values()
    {
        ((N + M) * (N - M)).ShouldBe((N * N) - (M * M));
        ((N + M) * (N - M)).GetHashCode().ShouldBe(((N * N) - (M * M)).GetHashCode());
        (N - N).ShouldBe(Dim.Zero);
        ((N * M) + (2 * M * N)).ShouldBe(3 * N * M);
        (N * 0).ShouldBe(Dim.Zero);
        (N * N).ShouldNotBe(N);
        (2 * N).ShouldNotBe(3 * N);
    }

    [Fact]
    public void Divisions_that_are_exact_leave_no_floor()
    {
        Dim.FloorDivide((6 * N * M) + (4 * N), 2 * N).ShouldBe((3 * M) + 2);
        Dim.DivideExactly(N + 1, 2).ShouldBeNull();
        Dim.DivideExactly(N + M, N + M).ShouldBe(Dim.One);
        Dim.FloorDivide(-7, 2).ShouldBe(-4);
        Dim.CeilingDivide(N + 1, 2).ToString().ShouldBe("floor((N) / (2)) + 1");
        (Dim.FloorDivide(N - 1, 2) + 1).ShouldBe(Dim.CeilingDivide(N, 2));
        Dim.FloorDivide((3 * N * M) + N - 5, 3).ShouldBe((N * M) + Dim.FloorDivide(N + 1, 3) - 2);
        Dim.FloorDivide((N * M) + 3, N).ToString().ShouldBe("M + floor((3) / (N))");
    }

    [Fact]
    public void Slope_is_what_a_symbol_is_multiplied_by()
    {
        ((2 * N * M) + (3 * N) + M).Slope("N").ShouldBe((2 * M) + 3);
        (N + Dim.FloorDivide(M, 2)).Slope("N").ShouldBe(Dim.One);
        M.Slope("N").ShouldBe(Dim.Zero);
        (N * N).Slope("N").ShouldBeNull();
        (N + (M * Dim.FloorDivide(N, 2))).Slope("N").ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Arithmetic_means_what_numbers_mean(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var (a, b, c) = (Expression(random, 3), Expression(random, 3), Expression(random, 2));
            var values = new Dictionary<string, long> { ["N"] = random.Next(1, 9), ["M"] = random.Next(1, 9), ["K"] = random.Next(1, 9) };
            long Value(Dim d) => d.Evaluate(name => values[name]);
            Value(a + b).ShouldBe(Value(a) + Value(b));
            Value(a - b).ShouldBe(Value(a) - Value(b));
            Value(a * b).ShouldBe(Value(a) * Value(b));
            ((a + b) * c).ShouldBe((c * b) + (c * a));
            Value(a.Substitute(name => name == "N" ? c : null)).ShouldBe(a.Evaluate(name => name == "N" ? Value(c) : values[name]));
            if (a.Slope("N") is { } slope)
                (a.Substitute(name => name == "N" ? Dim.Zero : null) + (slope * N)).ShouldBe(a);
            if (Value(b) != 0)
                Value(Dim.FloorDivide(a, b)).ShouldBe((long)Math.Floor((double)Value(a) / Value(b)));
            (a.Equals(b) == (a.ToString() == b.ToString())).ShouldBeTrue($"{a} and {b}");
        }
    }

    private static Dim Expression(Random random, int depth) => random.Next(depth == 0 ? 2 : 6) switch
    {
        0 => random.Next(-3, 5),
        1 => Dim.Symbol(new[] { "N", "M", "K" }[random.Next(3)]),
        2 => Expression(random, depth - 1) - Expression(random, depth - 1),
        3 => Expression(random, depth - 1) * Expression(random, depth - 1),
        4 => Dim.FloorDivide(Expression(random, depth - 1), random.Next(2, 5)),
        _ => Expression(random, depth - 1) + Expression(random, depth - 1),
    };
}
