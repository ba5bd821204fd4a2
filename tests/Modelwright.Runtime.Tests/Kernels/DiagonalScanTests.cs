using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class DiagonalScanTests
{
    [Theory]
    [InlineData(1, 5, 37, false)]
    [InlineData(3, 4, 16, true)]
    [InlineData(6, 7, 1, false)]
    [InlineData(2, 1, 100, false)]
    [InlineData(2, 130, 70, true)]
    public void A_scan_is_that_of_the_definition(int outer, int steps, int inner, bool isReversed)
    {
        var (start, decay, input) = (RandomRow.Of(outer * inner, 1), RandomRow.Of(outer * steps * inner, 2), RandomRow.Of(outer * steps * inner, 3));
        var (end, y) = (new float[start.Length], new float[input.Length]);
        Run(start, end, decay, input, y, outer, steps, inner, isReversed);

        var (exact, last) = (new double[y.Length], new double[end.Length]);
        for (var row = 0; row < outer * inner; row++)
        {
            double h = start[row];
            for (var step = 0; step < steps; step++)
            {
                var at = (((row / inner * steps) + (isReversed ? steps - 1 - step : step)) * inner) + (row % inner);
                exact[at] = h = (decay[at] * h) + input[at];
            }

            last[row] = h;
        }

        y.ShouldBeClose(exact, 1e-6);
        end.ShouldBeClose(last, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_split_of_a_sequence_gives_the_same_bits(int piece)
    {
        const int Steps = 12, Inner = 43;
        var (state, decay, input) = (RandomRow.Of(Inner, 1), RandomRow.Of(Steps * Inner, 2), RandomRow.Of(Steps * Inner, 3));
        var (end, y) = (new float[Inner], new float[Steps * Inner]);
        Run(state, end, decay, input, y, 1, Steps, Inner, false);
        for (var t = 0; t < Steps; t += piece)
        {
            var length = Math.Min(piece, Steps - t);
            var part = new float[length * Inner];
            Run(state, state, decay[(t * Inner)..], input[(t * Inner)..], part, 1, length, Inner, false);
            part.ShouldBeBitwise(y[(t * Inner)..((t + length) * Inner)]);
        }

        state.ShouldBeBitwise(end);
    }

    [Fact]
    public void A_factor_may_be_the_same_in_every_step()
    {
        var y = new float[6];
        DiagonalScan.Run(Alone.Worker, [1, 1], new float[2], new RowsSpan([0.5f, 2], 1, 0, 0, 0), RowsSpan.Of([1, 0, 1, 0, 1, 0], 3, 1, 2), y, 1, 3, 2, isReversed: false);
        y.ShouldBe([1.5f, 2, 1.75f, 4, 1.875f, 8]);
    }

    [Fact]
    public void A_scan_allocates_nothing()
    {
        var (state, input, y) = (new float[20], new float[100], new float[100]);
        Allocation.Of(() => Run(state, state, input, input, y, 1, 5, 20, false)).ShouldBe(0);
    }

    private static void Run(float[] start, float[] end, float[] decay, float[] input, float[] y, int outer, int steps, int inner, bool isReversed) =>
        DiagonalScan.Run(Alone.Worker, start, end, RowsSpan.Of(decay, steps, 1, inner), RowsSpan.Of(input, steps, 1, inner), y, outer, steps, inner, isReversed);
}
