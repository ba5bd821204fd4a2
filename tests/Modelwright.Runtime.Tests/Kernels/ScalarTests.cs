using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class ScalarTests
{
    [Fact]
    public void Floats_have_the_values_of_lanes()
    {
        foreach (var x in RandomRow.Of(1000, 1).Select(v => v * 20))
        {
            Scalar.Exp(x).ShouldBe(Lanes4.MaxOf(Lanes.Exp(Lanes4.Create(x))));
            Scalar.Sin(x).ShouldBe(Lanes4.MaxOf(Lanes.Sin(Lanes4.Create(x))));
            Scalar.Atan(x).ShouldBe(Lanes4.MaxOf(Lanes.Atan(Lanes4.Create(x))));
            Scalar.Erf(x).ShouldBe(Lanes4.MaxOf(Lanes.Erf(Lanes4.Create(x))));
            Scalar.Mod(x, 0.3f).ShouldBe(Lanes4.MaxOf(Lanes.Mod(Lanes4.Create(x), Lanes4.Create(0.3f))));
        }
    }

    [Fact]
    public void Integers_round_down()
    {
        Scalar.FloorDiv(-7, 2).ShouldBe(-4);
        Scalar.Mod(-7L, 2).ShouldBe(1);
        Scalar.Pow(3L, 4).ShouldBe(81);
    }
}
