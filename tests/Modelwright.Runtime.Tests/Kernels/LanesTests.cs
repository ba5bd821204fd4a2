using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class LanesTests
{
    private static readonly float[] Interesting =
        [0, -0f, 1, -1, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 7, -7, 3, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>Every pair of interesting numbers, sixteen at a time.</summary>
    private static readonly (float[] A, float[] B) Pairs = (
        Interesting.SelectMany(_ => Interesting).ToArray(), Interesting.SelectMany(b => Enumerable.Repeat(b, Interesting.Length)).ToArray());

    [Fact]
    public void One_lane_computes_what_a_float_computes()
    {
        Check((a, b) => a + b, new Add());
        Check((a, b) => a - b, new Subtract());
        Check((a, b) => a * b, new Multiply());
        Check((a, b) => a / b, new Divide());
        Check((a, _) => -a, new Negate());
        Check((a, b) => MathF.FusedMultiplyAdd(a, b, a), new Fused());
        Check((a, _) => MathF.Abs(a), new Abs());
        Check(MathF.Min, new Min());
        Check(MathF.Max, new Max());
        Check((a, _) => MathF.Sqrt(a), new Sqrt());
        Check((a, _) => MathF.Floor(a), new Floor());
        Check((a, _) => MathF.Round(a), new Round());
        Check((a, b) => a < b ? 1 : 0, new Less());
        Check((a, b) => a <= b ? 1 : 0, new LessOrEqual());
        Check((a, b) => a == b ? 1 : 0, new Equal());
        Check((a, b) => a != 0 ? b : 3, new Select());
        Check((a, b) => a < b ? b : 3, new SelectLess());
        Check(MathF.CopySign, new CopySign());
        Check((a, b) => a != 0 && b != 0 ? 1 : 0, new And());
        Check((a, b) => a != 0 || b != 0 ? 1 : 0, new Or());
        Check((a, _) => a == 0 ? 1 : 0, new Not());
        Check((a, b) => (float)Math.Pow(a, b), new Pow());
        Check((a, b) => MathF.Floor(a / b), new FloorDiv());
    }

    [Fact]
    public void A_square_is_turned()
    {
        CheckTranspose<Lanes1>();
        CheckTranspose<Lanes4>();
        CheckTranspose<Lanes8>();
        CheckTranspose<Lanes16>();
    }

    [Theory]
    [InlineData(7, 3, 1)]
    [InlineData(-7, 3, 2)]
    [InlineData(7, -3, -2)]
    [InlineData(-7, -3, -1)]
    [InlineData(6, 3, 0)]
    [InlineData(7.5f, 2, 1.5f)]
    public void Mod_has_the_sign_of_the_divisor(float a, float b, float expected)
    {
        var result = new float[1];
        Lanes.Mod(Lanes1.Create(a), Lanes1.Create(b)).Store(ref result[0], 0);
        result[0].ShouldBe(expected);
        if (a == (long)a)
            ((float)IntegerMath.Mod((long)a, (long)b)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(7, 3, 2)]
    [InlineData(-7, 3, -3)]
    [InlineData(7, -3, -3)]
    [InlineData(-7, -3, 2)]
    [InlineData(-6, 3, -2)]
    public void FloorDiv_rounds_down(long a, long b, long expected) => IntegerMath.FloorDiv(a, b).ShouldBe(expected);

    [Fact]
    public void Lanes_load_and_store()
    {
        LoadAndStore<Lanes1>();
        LoadAndStore<Lanes4>();
        LoadAndStore<Lanes8>();
        LoadAndStore<Lanes16>();
    }

    private static void LoadAndStore<L>()
        where L : struct, ILanes<L>
    {
        var source = RandomRow.Of(100, 1);
        var result = new float[L.Count + 2];
        L.LoadStrided(ref source[0], 4, 6).Store(ref result[0], 1);
        result.ShouldBe([0, .. Enumerable.Range(0, L.Count).Select(k => source[4 + (6 * k)]), 0]);
        L.LoadStrided(ref source[0], 99, -1).Store(ref result[0], 1);
        result.ShouldBe([0, .. Enumerable.Range(0, L.Count).Select(k => source[99 - k]), 0]);
        L.Iota(5).Store(ref result[0], 1);
        result.ShouldBe([0, .. Enumerable.Range(5, L.Count).Select(k => (float)k), 0]);

        var truths = source.Select(x => x > 0).ToArray();
        L.LoadBool(ref truths[0], 3).Store(ref result[0], 1);
        result.ShouldBe([0, .. truths.Skip(3).Take(L.Count).Select(t => t ? 1f : 0), 0]);
        var copy = new bool[L.Count + 2];
        L.LoadBool(ref truths[0], 3).StoreBool(ref copy[0], 1);
        copy.ShouldBe([false, .. truths.Skip(3).Take(L.Count), false]);
    }

    private static void Check<TFunction>(Func<float, float, float> expected, TFunction function)
        where TFunction : struct, IFunction
    {
        var exact = Pairs.A.Zip(Pairs.B, expected).ToArray();
        Apply<TFunction, Lanes1>(function).ShouldBeBitwise(exact);
        Apply<TFunction, Lanes4>(function).ShouldBeBitwise(exact);
        Apply<TFunction, Lanes8>(function).ShouldBeBitwise(exact);
        Apply<TFunction, Lanes16>(function).ShouldBeBitwise(exact);
    }

    private static float[] Apply<TFunction, L>(TFunction function)
        where TFunction : struct, IFunction
        where L : struct, ILanes<L>
    {
        var y = new float[Pairs.A.Length];
        for (var i = 0; i < y.Length; i += L.Count)
            function.Invoke(L.Load(ref Pairs.A[0], i), L.Load(ref Pairs.B[0], i)).Store(ref y[0], i);
        return y;
    }

    private interface IFunction
    {
        L Invoke<L>(L a, L b)
            where L : struct, ILanes<L>;
    }

    private static void CheckTranspose<L>()
        where L : struct, ILanes<L>
    {
        var stride = L.Count + 3;
        var source = RandomRow.Of(L.Count * stride, 1);
        var (turned, strided) = (new float[L.Count * L.Count], new float[L.Count * L.Count]);
        L.Transpose(ref source[0], stride, ref turned[0]);
        turned.ShouldBe(Enumerable.Range(0, L.Count * L.Count).Select(i => source[(i % L.Count * stride) + (i / L.Count)]));
        Lanes.TransposeStrided<L>(ref source[0], stride, ref strided[0]);
        strided.ShouldBe(turned);
    }

    private readonly struct Add : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => a + b;
    }

    private readonly struct Subtract : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => a - b;
    }

    private readonly struct Multiply : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => a * b;
    }

    private readonly struct Divide : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => a / b;
    }

    private readonly struct Negate : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => -a;
    }

    private readonly struct Fused : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.FusedMultiplyAdd(a, b, a);
    }

    private readonly struct Abs : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Abs(a);
    }

    private readonly struct Min : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Min(a, b);
    }

    private readonly struct Max : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Max(a, b);
    }

    private readonly struct Sqrt : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Sqrt(a);
    }

    private readonly struct Floor : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Floor(a);
    }

    private readonly struct Round : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Round(a);
    }

    private readonly struct Less : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Less(a, b);
    }

    private readonly struct LessOrEqual : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.LessOrEqual(a, b);
    }

    private readonly struct Equal : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Equal(a, b);
    }

    private readonly struct Select : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.Select(a, b, L.Create(3));
    }

    private readonly struct SelectLess : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.SelectLess(a, b, b, L.Create(3));
    }

    private readonly struct CopySign : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => L.CopySign(a, b);
    }

    private readonly struct And : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => Lanes.And(a, b);
    }

    private readonly struct Or : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => Lanes.Or(a, b);
    }

    private readonly struct Not : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => Lanes.Not(a);
    }

    private readonly struct Pow : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => Lanes.Pow(a, b);
    }

    private readonly struct FloorDiv : IFunction
    {
        public L Invoke<L>(L a, L b)
            where L : struct, ILanes<L> => Lanes.FloorDiv(a, b);
    }
}
