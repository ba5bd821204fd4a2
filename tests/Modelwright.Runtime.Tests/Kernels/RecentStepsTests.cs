using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class RecentStepsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    public void What_is_read_are_the_steps_of_the_call_behind_those_before(int kept)
    {
        var (random, worker) = (new Random(kept), new Worker());
        var steps = new RecentSteps<int>(new CallRows(1), outer: 2, kept, capacity: int.MaxValue, inner: 3);
        var position = 0;
        for (var call = 0; call < 200; call++)
        {
            var count = random.Next(10) == 0 ? random.Next(1, 300) : random.Next(1, 20);

            // What fails is not counted.
            steps.Append(worker, Chunk(-7, random.Next(1, 300), out var failing), failing, position);
            var view = steps.Append(worker, Chunk(position, count, out _), count, position);
            view.Start.ShouldBe(Math.Max(0, position - kept) / RecentSteps.Alignment * RecentSteps.Alignment);
            view.Length.ShouldBe(position - view.Start + count);
            var first = Math.Max(0, position - kept);
            for (var outer = 0; outer < 2; outer++)
            {
                for (var step = first; step < position + count; step++)
                    view.Data[(int)(outer * view.OuterStride) + ((step - view.Start) * 3) + 2].ShouldBe(Value(outer, step, 2));
            }

            steps.Commit();
            position += count;
            worker.Reset();
        }
    }

    private static int Value(int outer, int step, int inner) => (outer * 1_000_000) + (step * 3) + inner;

    private static int[] Chunk(int start, int count, out int steps)
    {
        steps = count;
        return [.. from outer in Enumerable.Range(0, 2) from step in Enumerable.Range(start, count) from inner in Enumerable.Range(0, 3) select Value(outer, step, inner)];
    }
}
