using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public unsafe class WeightMemoryTests
{
    [Fact]
    public void Rooms_begin_at_lines_and_do_not_overlap()
    {
        var random = new Random(1);
        var counts = Enumerable.Range(0, 400).Select(i => i % 50 == 0 ? 1_500_000 : random.Next(1, 40_000)).ToList();
        var rooms = new AlignedFloats[counts.Count];
        Parallel.For(0, rooms.Length, i =>
        {
            rooms[i] = WeightMemory.Take(counts[i]);
            All(i).Fill(i);
        });

        for (var i = 0; i < rooms.Length; i++)
        {
            ((nint)Unsafe.AsPointer(ref rooms[i].First) % 64).ShouldBe(0);
            All(i).IndexOfAnyExcept(i).ShouldBe(-1);
        }

        Span<float> All(int i) => MemoryMarshal.CreateSpan(ref rooms[i].First, counts[i]);
    }

    [Fact]
    public void Nothing_stays_of_rooms_that_are_gone()
    {
        const int Count = 100_000_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Use();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Use() => WeightMemory.Take(Count).First = 1;
    }
}
