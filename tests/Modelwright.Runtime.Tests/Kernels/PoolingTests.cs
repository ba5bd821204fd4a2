using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class PoolingTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 7)]
    [InlineData(4, 3, 16)]
    [InlineData(9, 2, 33)]
    [InlineData(8, 5, 64)]
    [InlineData(21, 1, 100)]
    [InlineData(10, 70, 24)]
    [InlineData(75, 3, 20)]
    public void Items_are_weighted_by_the_softmax_of_their_scores(int items, int places, int width)
    {
        foreach (var scale in new[] { 1f, -30f })
        {
            var (query, values, factors) = Random(items, places, width, scale);
            var expected = Exact(query, values, factors, places);
            var tolerance = 2e-6 + (2e-7 * Math.Abs(scale) * width);
            Pool<Lanes4>(query, values, factors, places, items).ShouldBeClose(expected, tolerance);
            Pool<Lanes8>(query, values, factors, places, items).ShouldBeClose(expected, tolerance);
            Pool<Lanes16>(query, values, factors, places, items).ShouldBeClose(expected, tolerance);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(11)]
    public void Several_lists_are_like_one(int first)
    {
        var (query, values, factors) = Random(12, 3, 40, 1);

        Pool<Lanes16>(query, values, factors, 3, first).ShouldBeClose(Exact(query, values, factors, 3), 1e-5);
    }

    [Theory]
    [InlineData(5, 3, true)]
    [InlineData(9, 70, false)]
    [InlineData(16, 33, true)]
    [InlineData(70, 2, false)]
    public void Two_that_take_a_list_together_give_what_each_gives_alone(int items, int places, bool isLast)
    {
        var (query, values, factors) = Random(items, places, 20, 1);
        var (other, more, moreFactors) = (RandomRow.Of(20, 5), RandomRow.Of(places * 20, 6), RandomRow.Of(places, 7));
        var (first, second) = (new float[places * 20], new float[places * 20]);
        var a = new Pooling(Alone.Worker, query, first, new float[2 * places]);
        var b = new Pooling(Alone.Worker, other, second, new float[2 * places]);
        Pooling.Add(a, b, values, factors, (true, isLast));
        if (!isLast)
            b.Add(more, moreFactors, isLast: true);

        var (firstAlone, secondAlone) = (new float[places * 20], new float[places * 20]);
        new Pooling(Alone.Worker, query, firstAlone, new float[2 * places]).Add(values, factors, isLast: true);
        var alone = new Pooling(Alone.Worker, other, secondAlone, new float[2 * places]);
        alone.Add(values, factors, isLast);
        if (!isLast)
            alone.Add(more, moreFactors, isLast: true);
        first.ShouldBe(firstAlone);
        second.ShouldBe(secondAlone);
        second.ShouldNotBe(first);
    }

    [Fact]
    public void Two_of_other_places_take_nothing_together() => Should.Throw<ArgumentException>(() => Pooling.Add(
        new Pooling(Alone.Worker, [1, 2], new float[4], new float[4]), new Pooling(Alone.Worker, [1, 2], new float[2], new float[2]), new float[4], new float[2], (true, true)));

    [Fact]
    public void A_place_without_items_is_zero()
    {
        var means = new[] { float.NaN, 1, 2, 3 };
        new Pooling(Alone.Worker, [1, 2], means, new float[4]).Add([], [], isLast: true);

        means.ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void An_item_of_score_negative_infinity_weighs_nothing()
    {
        var means = new float[1];
        new Pooling(Alone.Worker, [1], means, new float[2]).Add([3, 5], [float.NegativeInfinity, 1], isLast: true);

        means.ShouldBe([5]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Many_items_of_score_negative_infinity_weigh_nothing(int before)
    {
        var means = new[] { float.NaN, float.NaN };
        var factors = Enumerable.Repeat(float.NegativeInfinity, 102).ToArray();
        var items = Enumerable.Repeat(3f, 102).ToArray();
        (factors[before], factors[before + 1], items[before], items[before + 1]) = (0, 0, 5, 7);
        new Pooling(Alone.Worker, [1, 0.5f], means, new float[2]).Add(items.SelectMany(x => new[] { x, -x }).ToArray(), factors, isLast: true);

        means.ShouldBe([6, -6]);
    }

    [Fact]
    public void Items_without_a_factor_are_refused() =>
        Should.Throw<ArgumentException>(() => new Pooling(Alone.Worker, [1, 2], new float[2], new float[2]).Add([1, 2, 3, 4], [1], isLast: true));

    [Fact]
    public void Pooling_allocates_nothing()
    {
        var (query, values, factors) = Random(6, 2, 20, 1);
        var (means, scratch) = (new float[40], new float[4]);
        Allocation.Of(() => new Pooling(Alone.Worker, query, means, scratch).Add(values, factors, isLast: true)).ShouldBe(0);
    }

    private static (float[] Query, float[] Values, float[] Factors) Random(int items, int places, int width, float scale) =>
        (RandomRow.Of(width, 1), RandomRow.Of(items * places * width, 2), RandomRow.Of(items * places, 3).Select(x => x * scale).ToArray());

    // The first items are one list, the others another.
    private static float[] Pool<L>(float[] query, float[] values, float[] factors, int places, int first)
        where L : struct, ILanes<L>
    {
        var means = RandomRow.Of(places * query.Length, 4);
        var pooling = new Pooling(Alone.Worker, query, means, new float[2 * places]);
        var cut = first * places;
        pooling.Add<L>(values.AsSpan(0, cut * query.Length), factors.AsSpan(0, cut), isLast: false);
        pooling.Add<L>(values.AsSpan(cut * query.Length), factors.AsSpan(cut), isLast: true);
        return means;
    }

    private static double[] Exact(float[] query, float[] values, float[] factors, int places)
    {
        var (width, items) = (query.Length, factors.Length / places);
        var means = new double[places * width];
        for (var place = 0; place < places; place++)
        {
            var rows = Enumerable.Range(0, items).Select(n => (n * places) + place).ToList();
            var scores = rows.Select(row => factors[row] * Enumerable.Range(0, width).Sum(d => (double)query[d] * values[(row * width) + d])).ToList();
            var weights = scores.Select(score => Math.Exp(score - scores.Max())).ToList();
            for (var n = 0; n < items; n++)
            {
                for (var d = 0; d < width; d++)
                    means[(place * width) + d] += weights[n] / weights.Sum() * values[(rows[n] * width) + d];
            }
        }

        return means;
    }
}
