using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class RowsTests
{
    [Fact]
    public void Softmax_is_that_of_the_definition()
    {
        for (var length = 1; length < 70; length++)
        {
            var x = RandomRow.Of(3 * length, length).Select(v => v * 100).ToArray();
            var expected = x.Chunk(length).SelectMany(row =>
            {
                var weights = row.Select(v => Math.Exp((double)v - row.Max())).ToArray();
                return weights.Select(w => w / weights.Sum());
            }).ToArray();
            Rows.Softmax(Alone.Worker, x, length);
            x.ShouldBeClose(expected, 1e-6);
        }
    }

    [Fact]
    public void Softmax_over_nothing_is_0()
    {
        float[] x = [float.NegativeInfinity, float.NegativeInfinity, 3, float.NegativeInfinity];
        Rows.Softmax(Alone.Worker, x, 2);
        x.ShouldBe([0f, 0, 1, 0]);
    }

    [Fact]
    public void CumSum_starts_anew_in_each_row()
    {
        long[] x = [1, 2, 3, 10, 20, 30];
        Rows.CumSum<long>(Alone.Worker, x, 3);
        x.ShouldBe([1L, 3, 6, 10, 30, 60]);
    }

    [Fact]
    public void ArgMax_is_the_first_of_the_greatest()
    {
        var indices = new long[2];
        Rows.ArgMax<float>(Alone.Worker, [1, 5, 5, -3, -3, -4], default, 3, indices);
        indices.ShouldBe([1L, 0]);
        Rows.ArgMax<float>(Alone.Worker, [1, 5, 5, -3, -3, -4], [true, false, true, false, false, true], 3, indices);
        indices.ShouldBe([2L, 2]);
        Should.Throw<ArgumentException>(() => Rows.ArgMax<float>(Alone.Worker, [], default, 0, new long[1]));
        Should.Throw<ArgumentException>(() => Rows.ArgMax<float>(Alone.Worker, [1], [false], 1, new long[1]));
    }

    [Fact]
    public void TopK_marks_the_first_of_the_greatest()
    {
        var chosen = new bool[8];
        Rows.TopK<float>(Alone.Worker, [1, 5, 5, 5, float.NaN, 2, float.NegativeInfinity, 1], default, 4, 2, chosen);
        chosen.ShouldBe([false, true, true, false, false, true, false, true]);
        Rows.TopK<float>(Alone.Worker, [1, 5, 5, 5, float.NaN, 2, float.NegativeInfinity, 1], [true, true, false, true, true, false, true, false], 4, 2, chosen);
        chosen.ShouldBe([false, true, false, true, true, false, true, false]);
        Rows.TopK<long>(Alone.Worker, [3, 1, 2, 0], [true, false, false, false], 4, 3, chosen.AsSpan(0, 4));
        chosen[..4].ShouldBe([true, false, false, false]);
    }
}
