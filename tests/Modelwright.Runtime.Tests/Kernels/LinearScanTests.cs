using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class LinearScanTests
{
    // Which of the decay's last two axes are 1.
    private static readonly (bool ByKey, bool ByValue)[] Decays = [(false, false), (true, false), (false, true), (true, true)];

    public static TheoryData<LinearScanShape> Shapes =>
    [
        new LinearScanShape(2, 5, 1, 2, 8, 64),
        new LinearScanShape(1, 1, 1, 2, 8, 64),
        new LinearScanShape(1, 2, 1, 1, 5, 200),
        new LinearScanShape(1, 3, 3, 4, 7, 33),
        new LinearScanShape(2, 4, 2, 2, 1, 1),
        new LinearScanShape(1, 9, 1, 2, 33, 19),
        new LinearScanShape(1, 1, 3, 1, 16, 16),
        new LinearScanShape(1, 70, 1, 1, 64, 80),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_scan_is_that_of_the_definition(LinearScanShape shape)
    {
        foreach (var decay in Decays)
        {
            foreach (var (own, reads) in new[] { (shape.Heads, shape.Heads), (1, 2 * shape.Heads), (shape.Heads, 1) })
            {
                foreach (var erases in new[] { true, false })
                {
                    foreach (var isReversed in new[] { false, true })
                    {
                        var operands = new Operands(shape, decay, own, reads, erases, isReversed);
                        var (end, y) = operands.Exact();
                        ShouldBeClose(operands.Run<Lanes4>(), end, y);
                        ShouldBeClose(operands.Run<Lanes8>(), end, y);
                        ShouldBeClose(operands.Run<Lanes16>(), end, y);
                    }
                }
            }
        }

        static void ShouldBeClose((float[] End, float[] Y) actual, double[] end, double[] y)
        {
            actual.End.ShouldBeClose(end, 1e-5);
            actual.Y.ShouldBeClose(y, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_width_of_lanes_makes_no_difference(LinearScanShape shape)
    {
        foreach (var decay in Decays)
        {
            var operands = new Operands(shape, decay, 1, shape.Heads, erases: true, isReversed: false);
            var (end, y) = operands.Run<Lanes16>();
            foreach (var other in new[] { operands.Run<Lanes8>(), operands.Run<Lanes4>(), operands.Run<Lanes1>() })
            {
                other.End.ShouldBeBitwise(end);
                other.Y.ShouldBeBitwise(y);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Any_split_of_a_sequence_gives_the_same_bits(int piece)
    {
        foreach (var decay in Decays)
        {
            foreach (var (writes, values) in new[] { (1, 128), (2, 100), (1, 16), (3, 64) })
            {
                var operands = new Operands(new LinearScanShape(2, 11, writes, 2, 24, values), decay, 1, 4, erases: true, isReversed: false);
                var (end, y) = operands.Run<Lanes16>();
                var (lastEnd, pieces) = operands.RunInPieces(piece);
                lastEnd.ShouldBeBitwise(end);
                pieces.ShouldBeBitwise(y);
            }
        }
    }

    [Fact]
    public void The_start_may_be_where_the_end_is_written_and_is_kept_elsewhere()
    {
        var operands = new Operands(new LinearScanShape(2, 3, 1, 2, 8, 80), (true, false), 2, 2, erases: true, isReversed: false);
        var start = (float[])operands.Start.Clone();
        var (end, y) = operands.Run<Lanes8>();
        operands.Start.ShouldBe(start);
        var (inPlace, sameY) = operands.Run<Lanes8>(inPlace: true);
        inPlace.ShouldBeBitwise(end);
        sameY.ShouldBeBitwise(y);
    }

    [Fact]
    public void Rows_may_lie_at_any_distances()
    {
        // Keys, values, queries and factors as parts of one projection, the heads of which stand outside the steps.
        var (steps, heads, keys, values) = (4, 3, 5, 18);
        var width = (3 * keys) + values;
        var projected = RandomRow.Of(heads * steps * width, 1);
        var shape = new LinearScanShape(1, steps, 1, heads, keys, values);
        var start = RandomRow.Of(heads * keys * values, 2);
        var (end, y) = (new float[start.Length], new float[steps * heads * values]);
        LinearScan.Run(Alone.Worker, start, end, Part(0), 1, 0, Part(keys), Part(3 * keys), Part(2 * keys), Part(keys), y, shape, isReversed: false);

        var (sameEnd, sameY) = (new float[start.Length], new float[y.Length]);
        LinearScan.Run(Alone.Worker, start, sameEnd, Moved(0, keys), 1, 0, Moved(keys, keys), Moved(3 * keys, values), Moved(2 * keys, keys), Moved(keys, keys), sameY, shape, isReversed: false);
        end.ShouldBeBitwise(sameEnd);
        y.ShouldBeBitwise(sameY);

        RowsSpan Part(int from) => new(projected.AsSpan(from), heads, 0, width, steps * width);

        RowsSpan Moved(int from, int count) => RowsSpan.Of(
            Enumerable.Range(0, steps * heads).SelectMany(row => projected.AsSpan((((row % heads * steps) + (row / heads)) * width) + from, count).ToArray()).ToArray(),
            steps, heads, count);
    }

    [Fact]
    public void A_scan_allocates_nothing()
    {
        var operands = new Operands(new LinearScanShape(1, 6, 2, 2, 20, 100), (true, false), 1, 2, erases: true, isReversed: false);
        var (end, y) = (new float[operands.Start.Length], new float[operands.Outputs]);
        Allocation.Of(() => operands.Run(end, y)).ShouldBe(0);
    }

    [Fact]
    public void Spans_that_do_not_fill_their_shape_are_refused()
    {
        var shape = new LinearScanShape(1, 2, 1, 1, 3, 4);
        var (state, keys, values, y) = (new float[12], new float[6], new float[8], new float[8]);
        Run(state, keys, values, y);
        Should.Throw<ArgumentException>(() => Run(new float[11], keys, values, y)).Message.ShouldBe("start: expected 12 elements, got 11");
        Should.Throw<ArgumentException>(() => Run(state, new float[5], values, y)).Message.ShouldBe("write: expected at least 6 elements, got 5");
        Should.Throw<ArgumentException>(() => Run(state, keys, new float[7], y)).Message.ShouldBe("value: expected at least 8 elements, got 7");
        Should.Throw<ArgumentException>(() => Run(state, keys, values, new float[9])).Message.ShouldBe("y: expected 8 elements, got 9");

        void Run(float[] state, float[] keys, float[] values, float[] y) => LinearScan.Run(
            Alone.Worker, state, state, RowsSpan.Of(new float[2], 2, 1, 1), 0, 0, RowsSpan.Of(keys, 2, 1, 3), RowsSpan.Of(values, 2, 1, 4),
            RowsSpan.Of(keys, 2, 1, 3), default, y, shape, isReversed: false);
    }

    /// <summary>Random operands of a scan.</summary>
    private sealed class Operands(LinearScanShape shape, (bool ByKey, bool ByValue) by, int own, int reads, bool erases, bool isReversed)
    {
        private readonly float[] _decay = RandomRow.Of(shape.Batch * shape.Steps * shape.Heads * (by.ByKey ? shape.KeyWidth : 1) * (by.ByValue ? shape.ValueWidth : 1), 2);
        private readonly float[] _write = Keys(shape, shape.Writes * own, 3);
        private readonly float[] _value = RandomRow.Of(shape.Batch * shape.Steps * shape.Writes * own * shape.ValueWidth, 4);
        private readonly float[] _read = Keys(shape, reads, 5);
        private readonly float[] _erase = Keys(shape, shape.Writes * own, 6);

        private int ByKey => by.ByKey ? shape.KeyWidth : 1;

        private int ByValue => by.ByValue ? shape.ValueWidth : 1;

        private int Readers => Math.Max(shape.Heads, reads);

        public float[] Start { get; } = RandomRow.Of(shape.Batch * shape.Heads * shape.KeyWidth * shape.ValueWidth, 1);

        public int Outputs => shape.Batch * shape.Steps * Readers * shape.ValueWidth;

        public (float[] End, float[] Y) Run<L>(bool inPlace = false)
            where L : struct, ILanes<L>
        {
            var (end, y) = (inPlace ? (float[])Start.Clone() : new float[Start.Length], new float[Outputs]);
            LinearScan.Run<L>(
                Alone.Worker, inPlace ? end : Start, end, Decay(0), by.ByKey ? ByValue : 0, by.ByValue ? 1 : 0, Written(_write, 0, shape.KeyWidth),
                Written(_value, 0, shape.ValueWidth), Read(0), erases ? Written(_erase, 0, shape.KeyWidth) : default, y, shape, isReversed);
            return (end, y);
        }

        public void Run(float[] end, float[] y) => LinearScan.Run(
            Alone.Worker, Start, end, Decay(0), by.ByKey ? ByValue : 0, by.ByValue ? 1 : 0, Written(_write, 0, shape.KeyWidth),
            Written(_value, 0, shape.ValueWidth), Read(0), Written(_erase, 0, shape.KeyWidth), y, shape, isReversed);

        public (float[] End, float[] Y) RunInPieces(int piece)
        {
            var (state, y) = ((float[])Start.Clone(), new float[Outputs]);
            for (var t = 0; t < shape.Steps; t += piece)
            {
                var part = shape with { Steps = Math.Min(piece, shape.Steps - t) };
                var (end, own) = (new float[state.Length], new float[shape.Batch * part.Steps * Readers * shape.ValueWidth]);
                LinearScan.Run<Lanes16>(
                    Alone.Worker, state, end, Decay(t), by.ByKey ? ByValue : 0, by.ByValue ? 1 : 0, Written(_write, t, shape.KeyWidth),
                    Written(_value, t, shape.ValueWidth), Read(t), Written(_erase, t, shape.KeyWidth), own, part, isReversed);
                state = end;
                var length = part.Steps * Readers * shape.ValueWidth;
                for (var b = 0; b < shape.Batch; b++)
                    own.AsSpan(b * length, length).CopyTo(y.AsSpan(((b * shape.Steps) + t) * Readers * shape.ValueWidth));
            }

            return (state, y);
        }

        public (double[] End, double[] Y) Exact()
        {
            var (batch, steps, writes, heads, keys, values) = shape;
            var state = Array.ConvertAll(Start, x => (double)x);
            var y = new double[Outputs];
            for (var row = 0; row < batch * steps; row++)
            {
                var (b, step) = (row / steps, row % steps);
                var t = isReversed ? steps - 1 - step : step;
                for (var cell = 0; cell < heads * keys * values; cell++)
                {
                    var (h, k, v) = (cell / values / keys, cell / values % keys, cell % values);
                    state[(b * heads * keys * values) + cell] *= _decay[(((((((b * steps) + t) * heads) + h) * ByKey) + (k % ByKey)) * ByValue) + (v % ByValue)];
                }

                for (var n = 0; n < writes; n++)
                {
                    for (var column = 0; column < heads * values; column++)
                    {
                        var (h, v) = (column / values, column % values);
                        var written = ((((b * steps) + t) * writes) + n) * own + (h / (heads / own));
                        double error = _value[(written * values) + v];
                        for (var k = 0; erases && k < keys; k++)
                            error -= state[Cell(b, h, k, v)] * _erase[(written * keys) + k];
                        for (var k = 0; k < keys; k++)
                            state[Cell(b, h, k, v)] += _write[(written * keys) + k] * error;
                    }
                }

                for (var column = 0; column < Readers * values; column++)
                {
                    var (r, v) = (column / values, column % values);
                    for (var k = 0; k < keys; k++)
                        y[((((b * steps) + t) * Readers) * values) + column] += state[Cell(b, r / (Readers / heads), k, v)] * _read[(((((b * steps) + t) * reads) + (r / (Readers / reads))) * keys) + k];
                }
            }

            return (state, y);

            int Cell(int b, int h, int k, int v) => (((((b * heads) + h) * keys) + k) * values) + v;
        }

        // Keys short enough that states stay small.
        private static float[] Keys(LinearScanShape shape, int rows, int seed) =>
            Array.ConvertAll(RandomRow.Of(shape.Batch * shape.Steps * rows * shape.KeyWidth, seed), x => x / MathF.Sqrt(shape.KeyWidth));

        private RowsSpan Decay(int from) => Rows(_decay, from, 1, shape.Heads, ByKey * ByValue);

        private RowsSpan Written(float[] data, int from, int width) => Rows(data, from, shape.Writes, own, width);

        private RowsSpan Read(int from) => Rows(_read, from, 1, reads, shape.KeyWidth);

        private RowsSpan Rows(float[] data, int from, int perStep, int heads, int width) => new(
            data.AsSpan(from * perStep * heads * width), heads, shape.Steps * perStep * heads * width, heads * width, width);
    }
}
