using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed unsafe class WorkspaceTests
{
    [Fact]
    public void Rooms_are_aligned_and_apart()
    {
        var workspace = new Workspace();
        var random = new Random(1);
        for (var call = 0; call < 5; call++)
        {
            var taken = new List<(long Start, long End)>();
            for (var i = 0; i < 50; i++)
            {
                var count = random.Next(1, 60_000);
                var room = (i % 3) switch
                {
                    0 => MemoryMarshal.AsBytes(workspace.Take<float>(count)),
                    1 => MemoryMarshal.AsBytes(workspace.Take<long>(count)),
                    _ => MemoryMarshal.AsBytes(workspace.Take<bool>(count)),
                };
                room.Fill((byte)i);
                var start = (long)Unsafe.AsPointer(ref room[0]);
                var end = start + room.Length;
                (start % 64).ShouldBe(0);
                taken.Any(t => start < t.End && t.Start < end).ShouldBeFalse();
                taken.Add((start, end));
            }

            workspace.Reset();
        }
    }

    [Fact]
    public void What_was_released_is_handed_out_again()
    {
        var workspace = new Workspace();
        workspace.Take<float>(10);
        var mark = workspace.Mark();
        var first = Address(workspace.Take<float>(10));
        Address(workspace.Take<float>(10)).ShouldNotBe(first);
        workspace.Release(mark);
        Address(workspace.Take<float>(10)).ShouldBe(first);
    }

    [Fact]
    public void What_is_reserved_is_taken_without_allocating()
    {
        var workspace = new Workspace();
        workspace.Take<float>(50_000);
        workspace.Reserve(Workspace.Room<float>(1_000_000) + Workspace.Room<bool>(1) + Workspace.Room<long>(300_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        workspace.Take<float>(1_000_000);
        workspace.Take<bool>(1);
        workspace.Take<long>(300_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var pool = new WorkspacePool();
        Allocation.Of(() =>
        {
            var workspace = pool.Rent();
            for (var i = 0; i < 20; i++)
            {
                var mark = workspace.Mark();
                workspace.Take<float>(100_000 * i);
                if (i % 2 == 0)
                    workspace.Release(mark);
            }

            pool.Return(workspace);
        }).ShouldBe(0);
    }

    [Fact]
    public void Overlapping_calls_have_workspaces_of_their_own()
    {
        var pool = new WorkspacePool();
        var (first, second) = (pool.Rent(), pool.Rent());
        first.ShouldNotBeSameAs(second);
        pool.Return(first);
        pool.Rent().ShouldBeSameAs(first);
    }

    [Fact]
    public void More_than_a_span_can_hold_is_refused() => Should.Throw<OverflowException>(() => { new Workspace().Take<float>(1L << 31); });

    private static nint Address(Span<float> room) => (nint)Unsafe.AsPointer(ref room[0]);
}
