using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class StepWindowTests
{
    [Fact]
    public void Steps_stand_behind_those_before_and_at_first_behind_zeros()
    {
        var state = new FixedState<int>(2 * 2);
        Fill(state, [1, 11], steps: 1, position: 0).ShouldBe([0, 0, 1, 0, 0, 11]);
        Fill(state, [2, 3, 4, 12, 13, 14], steps: 3, position: 1).ShouldBe([0, 1, 2, 3, 4, 0, 11, 12, 13, 14]);
        Fill(state, [5, 15], steps: 1, position: 4).ShouldBe([3, 4, 5, 13, 14, 15]);
        Fill(state, [9, 19], steps: 1, position: 0).ShouldBe([0, 0, 9, 0, 0, 19]);
    }

    [Fact]
    public void What_is_given_again_after_a_failure_finds_what_was_there()
    {
        var state = new FixedState<int>(2 * 2);
        Fill(state, [1, 2, 11, 12], steps: 2, position: 0);
        Fill(state, [7, 17], steps: 1, position: 2, succeeds: false);
        Fill(state, [3, 13], steps: 1, position: 2).ShouldBe([1, 2, 3, 11, 12, 13]);
        Fill(state, [4, 14], steps: 1, position: 3).ShouldBe([2, 3, 4, 12, 13, 14]);
    }

    [Fact]
    public void A_whole_sequence_stands_behind_zeros() => Fill(null, [1, 2, 11, 12], steps: 2, position: 0).ShouldBe([0, 0, 1, 2, 0, 0, 11, 12]);

    [Fact]
    public void Spans_that_do_not_fit_are_refused() =>
        Should.Throw<ArgumentException>(() => StepWindow.Fill<int>(Alone.Worker, new int[5], [1, 2], 1, 2, 2, 1, null, 0));

    private static int[] Fill(FixedState<int>? state, int[] chunk, int steps, int position, bool succeeds = true)
    {
        var window = new int[2 * (2 + steps)];
        StepWindow.Fill<int>(Alone.Worker, window, chunk, outer: 2, before: 2, steps, inner: 1, state, position);
        if (succeeds)
            state?.Commit();
        return window;
    }
}
