using System.Runtime.CompilerServices;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class SimdTests
{
    [Fact]
    public void Map_visits_every_element_once()
    {
        for (var count = 0; count < 150; count++)
        {
            var x = RandomRow.Of(count + 1, count);
            var y = new float[count + 1];
            var kernel = new AddSquare(x, y);
            Simd.Map(kernel, count);
            y.ShouldBe([.. x.Take(count).Select(v => v * v), 0]);
        }
    }

    [Fact]
    public void Reductions_are_those_of_the_definition()
    {
        for (var count = 1; count < 300; count++)
        {
            var x = RandomRow.Of(count, count);
            var kernel = new Same(x);
            ((double)Simd.Sum(kernel, count)).ShouldBe(x.Sum(v => (double)v), 1e-5);
            Simd.Max(kernel, count).ShouldBe(x.Max());
            Simd.Min(kernel, count).ShouldBe(x.Min());
            ((double)Simd.Product(kernel, Math.Min(count, 25))).ShouldBe(x.Take(25).Aggregate(1.0, (p, v) => p * v), 1e-6);
        }
    }

    [Fact]
    public void Reductions_of_nothing_are_neutral()
    {
        var kernel = new Same([]);
        Simd.Sum(kernel, 0).ShouldBe(0);
        Simd.Product(kernel, 0).ShouldBe(1);
        Simd.Max(kernel, 0).ShouldBe(float.NegativeInfinity);
        Simd.Min(kernel, 0).ShouldBe(float.PositiveInfinity);
    }

    [Fact]
    public void NaN_anywhere_is_the_largest_and_the_smallest()
    {
        for (var at = 0; at < 90; at++)
        {
            var x = RandomRow.Of(90, at);
            x[at] = float.NaN;
            var kernel = new Same(x);
            Simd.Max(kernel, x.Length).ShouldBe(float.NaN);
            Simd.Min(kernel, x.Length).ShouldBe(float.NaN);
        }
    }

    private readonly ref struct AddSquare(ReadOnlySpan<float> x, Span<float> y) : IMapKernel
    {
        private readonly ref readonly float _x = ref x[0];
        private readonly ref float _y = ref y[0];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint i)
            where L : struct, ILanes<L>
        {
            var x = L.Load(in _x, i);
            L.FusedMultiplyAdd(x, x, L.Load(in _y, i)).Store(ref _y, i);
        }
    }

    private readonly ref struct Same(ReadOnlySpan<float> x) : IReduceKernel
    {
        private readonly ReadOnlySpan<float> _x = x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public L Invoke<L>(nint i)
            where L : struct, ILanes<L> => L.Load(in _x[0], i);
    }
}
