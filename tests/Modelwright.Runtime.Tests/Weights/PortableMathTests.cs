namespace Modelwright.Runtime.Tests.Weights;

public sealed class PortableMathTests
{
    // The platform's functions are off by a unit in the last place themselves.
    private const double Tolerance = 4e-16;

    private static readonly IReadOnlyList<double> Numbers =
        [.. Enumerable.Range(-4000, 8001).Select(i => i * 0.0071), 1e-300, -1e-300, 1e-9, 5e-324, 700, -700, 1e6, -123456.789];

    [Fact]
    public void Exponentials_agree_with_the_platform()
    {
        foreach (var x in Numbers.Where(x => x < 710))
            Close(PortableMath.Exp(x), Math.Exp(x));
        PortableMath.Exp(710).ShouldBe(double.PositiveInfinity);
        PortableMath.Exp(-746).ShouldBe(0);
        PortableMath.Exp(0).ShouldBe(1);
    }

    [Fact]
    public void Logarithms_agree_with_the_platform()
    {
        foreach (var x in Numbers.Where(x => x > 0))
            Close(PortableMath.Log(x), Math.Log(x));
        PortableMath.Log(0).ShouldBe(double.NegativeInfinity);
        PortableMath.Log(-1).ShouldBe(double.NaN);
        PortableMath.Log(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Angles_agree_with_the_platform()
    {
        foreach (var x in Numbers)
        {
            PortableMath.Sin(x).ShouldBe(Math.Sin(x), Tolerance);
            PortableMath.Cos(x).ShouldBe(Math.Cos(x), Tolerance);
        }

        PortableMath.Sin(double.PositiveInfinity).ShouldBe(double.NaN);
        Math.Abs(PortableMath.Cos(1e300)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Angles_of_tangents_agree_with_the_platform()
    {
        foreach (var x in Numbers)
            Close(PortableMath.Atan(x), Math.Atan(x));
        PortableMath.Atan(double.PositiveInfinity).ShouldBe(Math.PI / 2);
        PortableMath.Atan(double.NegativeInfinity).ShouldBe(-Math.PI / 2);
        PortableMath.Atan(double.NaN).ShouldBe(double.NaN);
        double.IsNegative(PortableMath.Atan(-0.0)).ShouldBeTrue();
    }

    [Fact]
    public void Hyperbolic_tangents_agree_with_the_platform()
    {
        foreach (var x in Numbers)
            Close(PortableMath.Tanh(x), Math.Tanh(x));
    }

    [Fact]
    public void Powers_agree_with_the_platform()
    {
        foreach (var x in new[] { 0.3, 2, 7.5, 10000, 1e-200, 123456789.0 })
        {
            foreach (var y in Numbers.Where(y => Math.Abs(y * Math.Log(x)) < 700))
                Close(PortableMath.Pow(x, y), Math.Pow(x, y), 16 * Tolerance);
        }

        PortableMath.Pow(64, -0.5).ShouldBe(0.125);
        PortableMath.Pow(-2, 3).ShouldBe(-8);
        PortableMath.Pow(-1e10, 3).ShouldBe(-1e30, 1e15);
        PortableMath.Pow(0, 2).ShouldBe(0);
        PortableMath.Pow(0, -1).ShouldBe(double.PositiveInfinity);
        PortableMath.Pow(-2, 0.5).ShouldBe(double.NaN);
    }

    private static void Close(double actual, double expected, double tolerance = Tolerance) =>
        actual.ShouldBe(expected, Math.Abs(expected) * tolerance + double.Epsilon, $"{actual:R} for {expected:R}");
}
