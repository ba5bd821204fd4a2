using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Modelwright.Kernels;

/// <summary>Sixteen lanes: a 512-bit vector.</summary>
public readonly struct Lanes16 : ILanes<Lanes16>
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes16(Vector512<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly float source, nint index) => new(Vector512.LoadUnsafe(in source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 LoadStrided(ref readonly float source, nint index, nint stride) =>
        new(Vector512.Create(Lanes8.LoadStrided(in source, index, stride).Vector, Lanes8.LoadStrided(in source, index + (8 * stride), stride).Vector));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref readonly float source, nint stride, ref float destination)
    {
        if (!Avx512F.IsSupported)
        {
            Lanes.TransposeStrided<Lanes16>(in source, stride, ref destination);
            return;
        }

        var (a0, a1, a2, a3) = Quarters(in source, stride);
        var (b0, b1, b2, b3) = Quarters(in Unsafe.Add(ref Unsafe.AsRef(in source), stride), stride);
        var (c0, c1, c2, c3) = Quarters(in Unsafe.Add(ref Unsafe.AsRef(in source), 2 * stride), stride);
        var (d0, d1, d2, d3) = Quarters(in Unsafe.Add(ref Unsafe.AsRef(in source), 3 * stride), stride);
        StoreColumns(a0, b0, c0, d0, ref destination);
        StoreColumns(a1, b1, c1, d1, ref Unsafe.Add(ref destination, 64));
        StoreColumns(a2, b2, c2, d2, ref Unsafe.Add(ref destination, 128));
        StoreColumns(a3, b3, c3, d3, ref Unsafe.Add(ref destination, 192));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 LoadBool(ref readonly bool source, nint index)
    {
        var bytes = Vector128.LoadUnsafe(ref Unsafe.As<bool, byte>(ref Unsafe.AsRef(in source)), (nuint)index);
        var (low, high) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)));
        return new(Vector512.ConvertToSingle(Vector512.Create(low, high).AsInt32()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Broadcast(ref readonly float source, nint index) => Create(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Create(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Iota(float start) => new(Vector512<float>.Indices + Vector512.Create(start));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nint index) => _value.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBool(ref bool destination, nint index)
    {
        var falses = Vector512.Equals(_value, Vector512<float>.Zero).ExtractMostSignificantBits();
        for (var k = 0; k < 16; k++)
            Unsafe.Add(ref destination, index + k) = ((falses >> k) & 1) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 a, Lanes16 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 a, Lanes16 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 a, Lanes16 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator /(Lanes16 a, Lanes16 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 a) => new(-a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 FusedMultiplyAdd(Lanes16 a, Lanes16 b, Lanes16 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Abs(Lanes16 a) => new(Vector512.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Min(Lanes16 a, Lanes16 b) => new(Vector512.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Max(Lanes16 a, Lanes16 b) => new(Vector512.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Sqrt(Lanes16 a) => new(Vector512.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Floor(Lanes16 a) => new(Vector512.Floor(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Round(Lanes16 a) => new(Vector512.Round(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Less(Lanes16 a, Lanes16 b) => Truth(Vector512.LessThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 LessOrEqual(Lanes16 a, Lanes16 b) => Truth(Vector512.LessThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Equal(Lanes16 a, Lanes16 b) => Truth(Vector512.Equals(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Select(Lanes16 condition, Lanes16 a, Lanes16 b) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(condition._value, Vector512<float>.Zero), b._value, a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 SelectLess(Lanes16 x, Lanes16 y, Lanes16 a, Lanes16 b) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x._value, y._value), a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 CopySign(Lanes16 a, Lanes16 b) => new(Vector512.CopySign(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Scale(Lanes16 a, Lanes16 exponent)
    {
        var biased = Vector512.ConvertToInt32Native(exponent._value) + Vector512.Create(Float32.Bias);
        return new(a._value * (biased << Float32.MantissaBits).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Split(Lanes16 a, out Lanes16 exponent)
    {
        var bits = a._value.AsInt32();
        var power = (bits - Vector512.Create(Float32.SqrtHalf)) >> Float32.MantissaBits;
        exponent = new(Vector512.ConvertToSingle(power));
        return new((bits - (power << Float32.MantissaBits)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Lanes16 ForEach<TFunction>(Lanes16 a, Lanes16 b)
        where TFunction : struct, IScalarFunction
    {
        Span<float> lanes = stackalloc float[16];
        for (var k = 0; k < 16; k++)
            lanes[k] = TFunction.Invoke(a._value[k], b._value[k]);
        return new(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(lanes)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes16 a) => !Vector512.EqualsAll(a._value, Vector512<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes16 a) => Lanes8.Sum(a.Lower + a.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Product(Lanes16 a) => Lanes8.Product(a.Lower * a.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxOf(Lanes16 a) => Lanes8.MaxOf(Lanes8.Max(a.Lower, a.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinOf(Lanes16 a) => Lanes8.MinOf(Lanes8.Min(a.Lower, a.Upper));

    private Lanes8 Lower => new(_value.GetLower());

    private Lanes8 Upper => new(_value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes16 Truth(Vector512<float> mask) => new(Vector512.ConditionalSelect(mask, Vector512<float>.One, Vector512<float>.Zero));

    /// <summary>Of rows 0, 4, 8 and 12 the first quarters, the second ones, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) Quarters(ref readonly float source, nint stride)
    {
        var (a, b) = (Load(in source, 0)._value, Load(in source, 4 * stride)._value);
        var (c, d) = (Load(in source, 8 * stride)._value, Load(in source, 12 * stride)._value);
        const byte Lower = 0b01_00_01_00, Upper = 0b11_10_11_10, Even = 0b10_00_10_00, Odd = 0b11_01_11_01;
        var (first, third) = (Avx512F.Shuffle4x128(a, b, Lower), Avx512F.Shuffle4x128(a, b, Upper));
        var (second, fourth) = (Avx512F.Shuffle4x128(c, d, Lower), Avx512F.Shuffle4x128(c, d, Upper));
        return (
            Avx512F.Shuffle4x128(first, second, Even), Avx512F.Shuffle4x128(first, second, Odd),
            Avx512F.Shuffle4x128(third, fourth, Even), Avx512F.Shuffle4x128(third, fourth, Odd));
    }

    /// <summary>What <see cref="Lanes4"/> does with four rows, in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float destination)
    {
        (a, c) = (Avx512F.UnpackLow(a, c), Avx512F.UnpackHigh(a, c));
        (b, d) = (Avx512F.UnpackLow(b, d), Avx512F.UnpackHigh(b, d));
        Avx512F.UnpackLow(a, b).StoreUnsafe(ref destination);
        Avx512F.UnpackHigh(a, b).StoreUnsafe(ref destination, 16);
        Avx512F.UnpackLow(c, d).StoreUnsafe(ref destination, 32);
        Avx512F.UnpackHigh(c, d).StoreUnsafe(ref destination, 48);
    }
}
