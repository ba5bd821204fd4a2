using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <content>
/// Elementary functions: argument reduction, then a polynomial with the smallest largest relative error on what is left.
/// </content>
public static partial class Lanes
{
    // ln 2 and pi / 2 as sums of floats, each the nearest to what those before it leave.
    private const float Ln2 = 0.693147182f, Ln2Rest = -1.90465421e-09f, Log2E = 1.44269502f;
    private const float HalfPi = 1.57079637f, HalfPiRest = -4.37113883e-08f, HalfPiRestOfRest = -1.71512451e-15f, TwoOverPi = 0.636619747f;

    private const float SmallestNormal = 1.17549435e-38f;

    // Up to here, multiples of pi / 2 subtract accurately.
    private const float LargestAngle = 1e5f;

    /// <summary>e to the power of a, within 1 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Exp<L>(L a)
        where L : struct, ILanes<L>
    {
        // Beyond these, the result is infinity or 0 already.
        a = L.Min(L.Max(a, L.Create(-104)), L.Create(89));
        var n = L.Round(a * L.Create(Log2E));
        var r = L.FusedMultiplyAdd(n, L.Create(-Ln2Rest), L.FusedMultiplyAdd(n, L.Create(-Ln2), a));
        var p = L.Create(0.00138144649f);
        p = Step(p, r, 0.00836878084f);
        p = Step(p, r, 0.0416683927f);
        p = Step(p, r, 0.166665196f);
        p = Step(p, r, 0.49999994f);
        p = L.FusedMultiplyAdd(r * r, p, r) + L.Create(1);

        // In two steps, since 2^n may not be a normal number.
        var half = L.Floor(n * L.Create(0.5f));
        return L.Scale(L.Scale(p, half), n - half);
    }

    /// <summary>The natural logarithm, within 1 ULP; -infinity of 0, NaN of what is less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Log<L>(L a)
        where L : struct, ILanes<L>
    {
        var smallest = L.Create(SmallestNormal);
        var normal = L.SelectLess(a, smallest, a * L.Create(1 << Float32.MantissaBits), a);
        var f = L.Split(normal, out var n) - L.Create(1);
        n -= L.SelectLess(a, smallest, L.Create(Float32.MantissaBits), L.Create(0));
        var p = L.Create(-0.076344952f);
        p = Step(p, f, 0.12761575f);
        p = Step(p, f, -0.131601825f);
        p = Step(p, f, 0.142017588f);
        p = Step(p, f, -0.166233569f);
        p = Step(p, f, 0.200012267f);
        p = Step(p, f, -0.250008196f);
        p = Step(p, f, 0.333333313f);
        var square = f * f;
        var rest = L.FusedMultiplyAdd(n, L.Create(Ln2Rest), square * f * p);
        rest = L.FusedMultiplyAdd(square, L.Create(-0.5f), rest);
        var result = L.FusedMultiplyAdd(n, L.Create(Ln2), f + rest);
        var zero = L.Create(0);
        result = L.SelectLess(a, zero, L.Create(float.NaN), result);
        result = L.SelectLess(L.Abs(a), L.Create(float.Epsilon), L.Create(float.NegativeInfinity), result);
        return L.SelectLess(a, L.Create(float.PositiveInfinity), result, a);
    }

    /// <summary>The sine of an angle in radians, within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sin<L>(L a)
        where L : struct, ILanes<L> => Turn<L, ScalarSin>(a, 0);

    /// <summary>The cosine of an angle in radians, within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Cos<L>(L a)
        where L : struct, ILanes<L> => Turn<L, ScalarCos>(a, 1);

    /// <summary>The angle between -pi / 2 and pi / 2 whose tangent is a, within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Atan<L>(L a)
        where L : struct, ILanes<L>
    {
        // A tangent above 1 is that of pi / 2 less the angle of its reciprocal.
        var magnitude = L.Abs(a);
        var one = L.Create(1);
        var x = L.Min(magnitude, one) / L.Max(magnitude, one);
        var square = x * x;
        var p = L.Create(0.00292069395f);
        p = Step(p, square, -0.0163679346f);
        p = Step(p, square, 0.0432118699f);
        p = Step(p, square, -0.0755221471f);
        p = Step(p, square, 0.106660046f);
        p = Step(p, square, -0.142110556f);
        p = Step(p, square, 0.199937731f);
        p = Step(p, square, -0.333331525f);
        var angle = L.FusedMultiplyAdd(square * x, p, x);
        var rest = L.Create(HalfPi) - angle + L.Create(HalfPiRest);
        return L.CopySign(L.SelectLess(one, magnitude, rest, angle), a);
    }

    /// <summary>The hyperbolic tangent, within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Tanh<L>(L a)
        where L : struct, ILanes<L>
    {
        var magnitude = L.Abs(a);
        var square = magnitude * magnitude;
        var p = L.Create(-0.00570514007f);
        p = Step(p, square, 0.0206392184f);
        p = Step(p, square, -0.0537397526f);
        p = Step(p, square, 0.133314431f);
        p = Step(p, square, -0.333332807f);
        var small = L.FusedMultiplyAdd(square * magnitude, p, magnitude);
        var one = L.Create(1);
        var large = one - (L.Create(2) / (Exp(magnitude + magnitude) + one));
        return L.CopySign(L.SelectLess(magnitude, L.Create(0.625f), small, large), a);
    }

    /// <summary>1 / (1 + exp(-a)), within 3 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sigmoid<L>(L a)
        where L : struct, ILanes<L>
    {
        // Of a power that cannot overflow, so that small results keep their digits.
        var e = Exp(-L.Abs(a));
        var one = L.Create(1);
        return L.SelectLess(a, L.Create(0), e, one) / (one + e);
    }

    /// <summary>The error function, within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Erf<L>(L a)
        where L : struct, ILanes<L>
    {
        var magnitude = L.Abs(a);
        var square = magnitude * magnitude;
        var p = L.Create(7.85386219e-05f);
        p = Step(p, square, -0.000801019371f);
        p = Step(p, square, 0.00518832775f);
        p = Step(p, square, -0.0268538129f);
        p = Step(p, square, 0.112835854f);
        p = Step(p, square, -0.37612626f);
        p = Step(p, square, 0.128379166f);
        var small = L.FusedMultiplyAdd(magnitude, p, magnitude);

        // The logarithm of erfc; from 3.95 on, erf is 1.
        var x = L.Min(magnitude, L.Create(3.95f));
        p = L.Create(0.000186373654f);
        p = Step(p, x, -0.00294760265f);
        p = Step(p, x, 0.0218378361f);
        p = Step(p, x, -0.103106268f);
        p = Step(p, x, -0.638145387f);
        p = Step(p, x, -1.12708879f);
        p = Step(p, x, -0.000341610255f);
        var one = L.Create(1);
        return L.CopySign(L.SelectLess(magnitude, one, small, one - Exp(p)), a);
    }

    /// <summary>The sine of a + quarters * pi / 2, by another function where the angle is too large to reduce.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Turn<L, TLarge>(L a, float quarters)
        where L : struct, ILanes<L>
        where TLarge : struct, IScalarFunction
    {
        var n = L.Round(a * L.Create(TwoOverPi));
        var r = L.FusedMultiplyAdd(n, L.Create(-HalfPi), a);
        r = L.FusedMultiplyAdd(n, L.Create(-HalfPiRest), r);
        r = L.FusedMultiplyAdd(n, L.Create(-HalfPiRestOfRest), r);
        var square = r * r;
        var sin = L.Create(-0.000195087414f);
        sin = Step(sin, square, 0.0083321128f);
        sin = Step(sin, square, -0.166666538f);
        sin = L.FusedMultiplyAdd(square * r, sin, r);
        var cos = L.Create(2.44256807e-05f);
        cos = Step(cos, square, -0.00138872513f);
        cos = Step(cos, square, 0.0416666456f);
        cos = L.FusedMultiplyAdd(square * square, cos, L.FusedMultiplyAdd(square, L.Create(-0.5f), L.Create(1)));

        // An odd quarter swaps sine and cosine; the upper two change the sign.
        var half = L.Create(0.5f);
        var two = L.Create(2);
        n += L.Create(quarters);
        var halves = L.Floor(n * half);
        var odd = n - (halves * two);
        var sign = L.FusedMultiplyAdd(L.FusedMultiplyAdd(L.Floor(halves * half), -two, halves), -two, L.Create(1));
        var result = L.Select(odd, cos, sin) * sign;
        var isLarge = Not(L.LessOrEqual(L.Abs(a), L.Create(LargestAngle)));
        return L.Any(isLarge) ? L.Select(isLarge, L.ForEach<TLarge>(a, a), result) : result;
    }

    /// <summary>One step of Horner's rule: p * x + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Step<L>(L p, L x, float c)
        where L : struct, ILanes<L> => L.FusedMultiplyAdd(p, x, L.Create(c));

    private readonly struct ScalarSin : IScalarFunction
    {
        public static float Invoke(float a, float b) => (float)Math.Sin(a);
    }

    private readonly struct ScalarCos : IScalarFunction
    {
        public static float Invoke(float a, float b) => (float)Math.Cos(a);
    }
}
