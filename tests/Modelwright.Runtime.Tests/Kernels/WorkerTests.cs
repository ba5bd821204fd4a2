using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed unsafe class WorkerTests
{
    [Fact]
    public void Rooms_are_aligned_and_apart()
    {
        var worker = new Worker();
        var random = new Random(1);
        for (var call = 0; call < 5; call++)
        {
            var taken = new List<(long Start, long End)>();
            for (var i = 0; i < 50; i++)
            {
                var count = random.Next(1, 60_000);
                var room = (i % 3) switch
                {
                    0 => MemoryMarshal.AsBytes(worker.Take<float>(count)),
                    1 => MemoryMarshal.AsBytes(worker.Take<long>(count)),
                    _ => MemoryMarshal.AsBytes(worker.Take<bool>(count)),
                };
                room.Fill((byte)i);
                var start = (long)Unsafe.AsPointer(ref room[0]);
                var end = start + room.Length;
                (start % 64).ShouldBe(0);
                taken.Any(t => start < t.End && t.Start < end).ShouldBeFalse();
                taken.Add((start, end));
            }

            worker.Reset();
        }
    }

    [Fact]
    public void What_was_released_is_handed_out_again()
    {
        var worker = new Worker();
        worker.Take<float>(10);
        var mark = worker.Mark();
        var first = Address(worker.Take<float>(10));
        Address(worker.Take<float>(10)).ShouldNotBe(first);
        worker.Release(mark);
        Address(worker.Take<float>(10)).ShouldBe(first);
    }

    [Fact]
    public void What_is_reserved_is_taken_without_allocating()
    {
        var worker = new Worker();
        worker.Take<float>(50_000);
        worker.Reserve(Worker.Room<float>(1_000_000) + Worker.Room<bool>(1) + Worker.Room<long>(300_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        worker.Take<float>(1_000_000);
        worker.Take<bool>(1);
        worker.Take<long>(300_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var workers = new Workers();
        Allocation.Of(() =>
        {
            var worker = workers.Rent();
            for (var i = 0; i < 20; i++)
            {
                var mark = worker.Mark();
                worker.Take<float>(100_000 * i);
                if (i % 2 == 0)
                    worker.Release(mark);
            }

            workers.Return(worker);
        }).ShouldBe(0);
    }

    [Fact]
    public void Overlapping_calls_have_workers_of_their_own()
    {
        var workers = new Workers();
        var (first, second) = (workers.Rent(), workers.Rent());
        first.ShouldNotBeSameAs(second);
        workers.Return(first);
        workers.Rent().ShouldBeSameAs(first);
    }

    [Fact]
    public void More_than_a_span_can_hold_is_refused() => Should.Throw<OverflowException>(() => { new Worker().Take<float>(1L << 31); });

    private static nint Address(Span<float> room) => (nint)Unsafe.AsPointer(ref room[0]);
}
