using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class HistoryCacheTests
{
    [Fact]
    public void Steps_stand_behind_those_before()
    {
        var cache = new HistoryCache<long>(outer: 2, capacity: 4, inner: 2);
        var view = cache.Append(Alone.Worker, [1, 2, 11, 12], steps: 1, position: 0);
        Steps(view, 0, 2).ShouldBe([1L, 2]);
        Steps(view, 1, 2).ShouldBe([11L, 12]);

        view = cache.Append(Alone.Worker, [3, 4, 5, 6, 13, 14, 15, 16], steps: 2, position: 1);
        view.Length.ShouldBe(3);
        Steps(view, 0, 2).ShouldBe([1L, 2, 3, 4, 5, 6]);
        Steps(view, 1, 2).ShouldBe([11L, 12, 13, 14, 15, 16]);

        view = cache.Append(Alone.Worker, [7, 8, 17, 18], steps: 1, position: 0);
        Steps(view, 1, 2).ShouldBe([17L, 18]);
    }

    [Fact]
    public void A_whole_sequence_is_its_own_history()
    {
        var view = HistorySpan.Of<float>([1, 2, 3, 4, 5, 6], length: 3, inner: 1);
        view.Length.ShouldBe(3);
        view.OuterStride.ShouldBe(3);
    }

    [Fact]
    public void Steps_beyond_the_capacity_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => { new HistoryCache<float>(1, 2, 1).Append(Alone.Worker, [1, 2], steps: 2, position: 1); });

    private static T[] Steps<T>(HistorySpan<T> view, int outer, int inner)
        where T : unmanaged => view.Data.Slice((int)(outer * view.OuterStride), view.Length * inner).ToArray();
}
