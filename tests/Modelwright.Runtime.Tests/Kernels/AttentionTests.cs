using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class AttentionTests
{
    public static TheoryData<AttentionShape, int, bool> Cases()
    {
        var cases = new TheoryData<AttentionShape, int, bool>();
        foreach (var (queries, keys) in new[] { (1, 1), (1, 16), (1, 127), (1, 200), (3, 3), (5, 133), (12, 12), (60, 60), (55, 300) })
        {
            foreach (var (heads, keyHeads, keyWidth, valueWidth) in new[] { (1, 1, 8, 8), (4, 2, 32, 32), (6, 2, 5, 17), (3, 3, 33, 64), (8, 2, 16, 100), (6, 1, 24, 20) })
            {
                cases.Add(new AttentionShape(2, queries, heads, keyHeads, keyWidth, valueWidth), keys, true);
                cases.Add(new AttentionShape(2, queries, heads, keyHeads, keyWidth, valueWidth), keys, false);
            }
        }

        cases.Add(new AttentionShape(1, 4, 2, 1, 600, 3), 9, true);
        cases.Add(new AttentionShape(1, 9, 2, 1, 4, 4), 4, false);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attention_is_that_of_the_definition(AttentionShape shape, int length, bool causal)
    {
        // A cache with room behind the steps that are read.
        var capacity = length + 3;
        var q = RandomRow.Of(shape.Batch * shape.Queries * shape.Heads * shape.KeyWidth, 1);
        var k = RandomRow.Of(shape.Batch * capacity * shape.KeyHeads * shape.KeyWidth, 2);
        var v = RandomRow.Of(shape.Batch * capacity * shape.KeyHeads * shape.ValueWidth, 3);
        foreach (var scale in new[] { 0.7f, -3f, 40f, 0f })
        {
            // An error of a score is one of its weight.
            var tolerance = 2e-6 + (1e-7 * Math.Abs(scale) * shape.KeyWidth);
            var expected = Exact(q, k, v, shape, capacity, length, scale, causal);
            Run<Lanes4>(q, k, v, shape, capacity, length, scale, causal).ShouldBeClose(expected, tolerance);
            Run<Lanes8>(q, k, v, shape, capacity, length, scale, causal).ShouldBeClose(expected, tolerance);
            Run<Lanes16>(q, k, v, shape, capacity, length, scale, causal).ShouldBeClose(expected, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_window_leaves_out_what_is_further_back(AttentionShape shape, int length, bool causal)
    {
        if (!causal)
            return; // a window looks back
        var q = RandomRow.Of(shape.Batch * shape.Queries * shape.Heads * shape.KeyWidth, 1);
        var k = RandomRow.Of(shape.Batch * length * shape.KeyHeads * shape.KeyWidth, 2);
        var v = RandomRow.Of(shape.Batch * length * shape.KeyHeads * shape.ValueWidth, 3);
        foreach (var window in new[] { 1, 2, 17, 130, 1000 })
        {
            var expected = Exact(q, k, v, shape, length, length, 0.7f, causal: true, window);
            var tolerance = 2e-6 + (1e-7 * shape.KeyWidth);
            Run<Lanes4>(q, k, v, shape, length, length, 0.7f, causal: true, window).ShouldBeClose(expected, tolerance);
            Run<Lanes8>(q, k, v, shape, length, length, 0.7f, causal: true, window).ShouldBeClose(expected, tolerance);
            Run<Lanes16>(q, k, v, shape, length, length, 0.7f, causal: true, window).ShouldBeClose(expected, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_has_the_bits_of_the_last_query_of_a_sequence(AttentionShape shape, int length, bool causal)
    {
        // What a window has dropped at the front, of which the first step that is kept knows how much it is.
        foreach (var (window, start) in new[] { (0, 0), (1, 0), (17, 0), (130, 0), (17, 16), (130, 112) })
        {
            if ((window > 0 && !causal) || length < Math.Max(2, shape.Queries))
                continue;
            Check<Lanes4>(window, start);
            Check<Lanes8>(window, start);
            Check<Lanes16>(window, start);
        }

        void Check<L>(int window, int start)
            where L : struct, ILanes<L>
        {
            var last = shape.Heads * shape.KeyWidth;
            var two = shape with { Batch = 1, Queries = 2 };
            var one = two with { Queries = 1 };
            var q = RandomRow.Of(2 * last, 1);
            var k = RandomRow.Of(length * shape.KeyHeads * shape.KeyWidth, 2);
            var v = RandomRow.Of(length * shape.KeyHeads * shape.ValueWidth, 3);
            var expected = Run<L>(q, k, v, two, length, length, 0.7f, causal, window, start)[(shape.Heads * shape.ValueWidth)..];
            Run<L>(q[last..], k, v, one, length, length, 0.7f, causal, window, start).ShouldBe(expected, $"{typeof(L).Name}, window {window} from {start}");
        }
    }

    [Fact]
    public void Attention_allocates_nothing()
    {
        var shape = new AttentionShape(1, 20, 4, 2, 16, 16);
        var (q, k, v, y) = (new float[20 * 64], new float[20 * 32], new float[20 * 32], new float[20 * 64]);
        Allocation.Of(() => Attention.Run(Alone.Worker, q, HistorySpan.Of<float>(k, 20, 32), HistorySpan.Of<float>(v, 20, 32), y, shape, 1, causal: true)).ShouldBe(0);
    }

    [Fact]
    public void Queries_without_keys_are_refused()
    {
        var shape = new AttentionShape(1, 2, 1, 1, 1, 1);
        Should.Throw<ArgumentException>(() =>
            Attention.Run(Alone.Worker, [1, 1], HistorySpan.Of<float>([1], 1, 1), HistorySpan.Of<float>([1], 1, 1), new float[2], shape, 1, causal: true));
    }

    private static float[] Run<L>(float[] q, float[] k, float[] v, AttentionShape shape, int capacity, int length, float scale, bool causal, int window = 0, int start = 0)
        where L : struct, ILanes<L>
    {
        var y = RandomRow.Of(shape.Batch * shape.Queries * shape.Heads * shape.ValueWidth, 4);
        Attention.Run<L, Epilogue.None>(
            Alone.Worker, q, new(k, (long)capacity * shape.KeyHeads * shape.KeyWidth, length, start),
            new(v, (long)capacity * shape.KeyHeads * shape.ValueWidth, length, start), y, default, shape, scale, causal, window);
        return y;
    }

    private static double[] Exact(float[] q, float[] k, float[] v, AttentionShape shape, int capacity, int length, float scale, bool causal, int window = 0)
    {
        var (batch, queries, heads, keyHeads, keyWidth, valueWidth) = shape;
        var y = new double[batch * queries * heads * valueWidth];
        for (var row = 0; row < batch * queries * heads; row++)
        {
            var (b, t, h) = (row / (queries * heads), row / heads % queries, row % heads);
            var end = causal ? length - queries + t + 1 : length;
            var weights = new double[end];
            for (var s = 0; s < end; s++)
            {
                var key = ((((b * capacity) + s) * keyHeads) + (h * keyHeads / heads)) * keyWidth;
                for (var e = 0; e < keyWidth; e++)
                    weights[s] += (double)q[(row * keyWidth) + e] * k[key + e] * scale;
                if (window > 0 && s < end - window)
                    weights[s] = double.NegativeInfinity;
            }

            var max = weights.Max();
            var total = weights.Sum(w => Math.Exp(w - max));
            for (var s = 0; s < end; s++)
            {
                var value = ((((b * capacity) + s) * keyHeads) + (h * keyHeads / heads)) * valueWidth;
                for (var f = 0; f < valueWidth; f++)
                    y[(row * valueWidth) + f] += Math.Exp(weights[s] - max) / total * v[value + f];
            }
        }

        return y;
    }
}
