using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public class ScanStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Steps_read_one_buffer_and_write_another(int steps)
    {
        var state = new ScanState<int>(new int[1], new int[1]);
        state.Value[0] = 7;
        Count(ref state, steps);
        state.Value[0].ShouldBe(7 + steps);
    }

    [Fact]
    public void A_session_goes_on_from_the_state_of_the_call_before()
    {
        var kept = new FixedState<int>(1);
        var position = 0;
        foreach (var steps in new[] { 1, 1, 2, 5, 4, 1 })
        {
            // What fails is not counted.
            var failing = new ScanState<int>(kept, steps + 1, new int[1]);
            if (position == 0)
                failing.Value[0] = 7;
            Count(ref failing, steps);

            var state = new ScanState<int>(kept, steps, new int[1]);
            state.Value[0].ShouldBe(7 + position);
            Count(ref state, steps);
            kept.Commit();
            position += steps;
            state.Value[0].ShouldBe(7 + position);
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public void Slices_are_read_and_stacked_along_an_axis(int outer, int inner)
    {
        const int steps = 4;
        var data = Enumerable.Range(0, outer * steps * inner).ToArray();
        var stacked = new int[data.Length];
        var reader = new AxisSlices<int>(data, outer, steps * inner, inner, inner, new int[outer * inner]);
        var writer = new StackedSlices<int>(stacked, outer, steps, inner, new int[outer * inner]);
        for (var step = 0; step < steps; step++)
        {
            var slice = reader.Read(Alone.Worker, step);
            slice.ToArray().ShouldBe([.. from o in Enumerable.Range(0, outer) from i in Enumerable.Range(0, inner) select (((o * steps) + step) * inner) + i]);
            slice.CopyTo(writer.At(step));
            writer.Store(Alone.Worker, step);
        }

        stacked.ShouldBe(data);
    }

    private static void Count(ref ScanState<int> state, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            state.Next[0] = -1;
            state.Next[0] = state.Value[0] + 1;
            state.Advance();
        }
    }
}
