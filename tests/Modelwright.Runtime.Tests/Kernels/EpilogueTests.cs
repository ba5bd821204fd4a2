using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

[Collection(PoolThreads.Collection)]
public sealed class EpilogueTests
{
    private static readonly int[] Widths = [Tile.Width<Lanes4>(), Tile.Width<Lanes8>(), Tile.Width<Lanes16>()];

    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (var rows in new[] { 1, 2, 12, 13, 22, 31, 50, 80 })
        {
            foreach (var (outputs, inputs) in new[] { (1, 1), (31, 33), (100, 257), (270, 530), (530, 30), (3, 20000) })
                sizes.Add(rows, outputs, inputs);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Each_element_is_given_once_when_it_is_complete(int rows, int outputs, int inputs)
    {
        var (x, w) = (RandomRow.Of(rows * inputs, 1), RandomRow.Of(outputs * inputs, 2));
        var other = RandomRow.Of(rows * outputs, 3);
        foreach (var width in Widths)
        {
            var matrix = new PackedMatrix(w, outputs, inputs, width);
            var plain = new float[rows * outputs];
            matrix.Multiply(Alone.Worker, x, rows, plain);
            var expected = plain.Zip(other, (a, b) => (a * a) + b).ToArray();
            foreach (var threads in new[] { 1, 2, 5 })
            {
                var (y, counts) = (new float[rows * outputs], new float[rows * outputs]);
                var worker = new Worker(new ModelOptions { Threads = threads, Grain = Grain.Finest });
                worker.Run(new Product(matrix, x, rows, y, other, counts));
                y.ShouldBe(expected);
                counts.ShouldAllBe(count => count == 1);
            }
        }
    }

    public static TheoryData<AttentionShape, int> Attentions()
    {
        var attentions = new TheoryData<AttentionShape, int>();
        foreach (var (queries, keys) in new[] { (0, 0), (1, 1), (1, 200), (3, 3), (50, 50), (130, 140) })
        {
            foreach (var (heads, keyHeads, width) in new[] { (1, 1, 1), (3, 3, 16), (4, 2, 17), (8, 1, 20), (12, 2, 31) })
                attentions.Add(new AttentionShape(3, queries, heads, keyHeads, KeyWidth: 8, width), keys);
        }

        return attentions;
    }

    [Theory]
    [MemberData(nameof(Attentions))]
    public void Each_element_of_attention_is_given_once_when_it_is_complete(AttentionShape shape, int keys)
    {
        Check<Lanes4>(window: 0);
        Check<Lanes8>(window: 0);
        Check<Lanes16>(window: 0);
        Check<Lanes16>(window: 7);

        void Check<L>(int window)
            where L : struct, ILanes<L>
        {
            var q = RandomRow.Of(shape.Batch * shape.Queries * shape.Heads * shape.KeyWidth, 1);
            var k = RandomRow.Of(shape.Batch * keys * shape.KeyHeads * shape.KeyWidth, 2);
            var v = RandomRow.Of(shape.Batch * keys * shape.KeyHeads * shape.ValueWidth, 3);
            var plain = new float[shape.Batch * shape.Queries * shape.Heads * shape.ValueWidth];
            var other = RandomRow.Of(plain.Length, 4);
            Attention.Run<L, Epilogue.None>(Alone.Worker, q, Keys(k, shape.KeyWidth), Keys(v, shape.ValueWidth), plain, default, shape, 0.7f, causal: true, window);
            var expected = plain.Zip(other, (a, b) => (a * a) + b).ToArray();
            foreach (var threads in new[] { 1, 2, 5 })
            {
                var (y, counts) = (new float[plain.Length], new float[plain.Length]);
                var worker = new Worker(new ModelOptions { Threads = threads, Grain = Grain.Finest });
                worker.Run(new Attended<L>(shape, q, Keys(k, shape.KeyWidth), Keys(v, shape.ValueWidth), window, y, other, counts));
                y.ShouldBe(expected);
                counts.ShouldAllBe(count => count == 1);
            }
        }

        HistorySpan<float> Keys(float[] all, int width) => HistorySpan.Of<float>(all, keys, shape.KeyHeads * width);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var (matrix, x, y) = (new PackedMatrix(RandomRow.Of(70 * 300, 1), 70, 300), new float[20 * 300], new float[20 * 70]);
        Allocation.Of(() => matrix.Multiply(Alone.Worker, x, 20, y, new Square(y, y, 70, y))).ShouldBe(0);
        var shape = new AttentionShape(1, 20, 2, 2, 35, 35);
        Allocation.Of(() => Attention.Run(
            Alone.Worker, y, HistorySpan.Of<float>(y, 20, 70), HistorySpan.Of<float>(y, 20, 70), x.AsSpan(0, y.Length), new Square(x, x, 70, x), shape, 1, causal: true)).ShouldBe(0);
    }

    private readonly ref struct Product(PackedMatrix matrix, ReadOnlySpan<float> x, int rows, Span<float> y, ReadOnlySpan<float> other, Span<float> counts) : ICall
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;
        private readonly ReadOnlySpan<float> _other = other;
        private readonly Span<float> _counts = counts;

        public long Cost => long.MaxValue / 2;

        public void Run(Worker worker) => matrix.Multiply(worker, _x, rows, _y, new Square(_y, _other, matrix.Outputs, _counts));
    }

    private readonly ref struct Attended<L>(
        AttentionShape shape, ReadOnlySpan<float> q, HistorySpan<float> k, HistorySpan<float> v, int window, Span<float> y, ReadOnlySpan<float> other, Span<float> counts) : ICall
        where L : struct, ILanes<L>
    {
        private readonly ReadOnlySpan<float> _q = q;
        private readonly HistorySpan<float> _k = k;
        private readonly HistorySpan<float> _v = v;
        private readonly Span<float> _y = y;
        private readonly ReadOnlySpan<float> _other = other;
        private readonly Span<float> _counts = counts;

        public long Cost => long.MaxValue / 2;

        public void Run(Worker worker) => Attention.Run<L, Square>(
            worker, _q, _k, _v, _y, new Square(_y, _other, shape.Heads * shape.ValueWidth, _counts), shape, 0.7f, causal: true, window);
    }

    /// <summary>y = y² + other, and counts how often.</summary>
    private readonly ref struct Square(Span<float> y, ReadOnlySpan<float> other, nint stride, Span<float> counts) : IEpilogue
    {
        private readonly ref float _y = ref MemoryMarshal.GetReference(y);
        private readonly ref readonly float _other = ref MemoryMarshal.GetReference(other);
        private readonly ref float _counts = ref MemoryMarshal.GetReference(counts);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<L>(nint row, nint column)
            where L : struct, ILanes<L>
        {
            var at = (row * stride) + column;
            var result = L.Load(in _y, at);
            ((result * result) + L.Load(in _other, at)).Store(ref _y, at);
            (L.Load(in _counts, at) + L.Create(1)).Store(ref _counts, at);
        }
    }
}
