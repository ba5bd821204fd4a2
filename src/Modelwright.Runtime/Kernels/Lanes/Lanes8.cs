using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Modelwright.Kernels;

/// <summary>Eight lanes: a 256-bit vector.</summary>
public readonly struct Lanes8 : ILanes<Lanes8>
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes8(Vector256<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <summary>The lanes as one vector.</summary>
    internal Vector256<float> Vector => _value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly float source, nint index) => new(Vector256.LoadUnsafe(in source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 LoadStrided(ref readonly float source, nint index, nint stride) =>
        new(Vector256.Create(Lanes4.LoadStrided(in source, index, stride).Vector, Lanes4.LoadStrided(in source, index + (4 * stride), stride).Vector));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref readonly float source, nint stride, ref float destination)
    {
        if (!Avx.IsSupported)
        {
            Lanes.TransposeStrided<Lanes8>(in source, stride, ref destination);
            return;
        }

        ref var lower = ref Unsafe.Add(ref Unsafe.AsRef(in source), 4 * stride);
        var (a, e) = Halves(Load(in source, 0)._value, Load(in lower, 0)._value);
        var (b, f) = Halves(Load(in source, stride)._value, Load(in lower, stride)._value);
        var (c, g) = Halves(Load(in source, 2 * stride)._value, Load(in lower, 2 * stride)._value);
        var (d, h) = Halves(Load(in source, 3 * stride)._value, Load(in lower, 3 * stride)._value);
        StoreColumns(a, b, c, d, ref destination);
        StoreColumns(e, f, g, h, ref Unsafe.Add(ref destination, 32));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 LoadBool(ref readonly bool source, nint index)
    {
        ref var bytes = ref Unsafe.Add(ref Unsafe.As<bool, byte>(ref Unsafe.AsRef(in source)), index);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref bytes)).AsByte()));
        return new(Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Broadcast(ref readonly float source, nint index) => Create(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Create(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Iota(float start) => new(Vector256<float>.Indices + Vector256.Create(start));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nint index) => _value.StoreUnsafe(ref destination, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBool(ref bool destination, nint index)
    {
        var falses = Vector256.Equals(_value, Vector256<float>.Zero).ExtractMostSignificantBits();
        for (var k = 0; k < 8; k++)
            Unsafe.Add(ref destination, index + k) = ((falses >> k) & 1) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 a, Lanes8 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 a, Lanes8 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator *(Lanes8 a, Lanes8 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator /(Lanes8 a, Lanes8 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 a) => new(-a._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FusedMultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Abs(Lanes8 a) => new(Vector256.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Min(Lanes8 a, Lanes8 b) => new(Vector256.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Max(Lanes8 a, Lanes8 b) => new(Vector256.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Sqrt(Lanes8 a) => new(Vector256.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Floor(Lanes8 a) => new(Vector256.Floor(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Round(Lanes8 a) => new(Vector256.Round(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Less(Lanes8 a, Lanes8 b) => Truth(Vector256.LessThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 LessOrEqual(Lanes8 a, Lanes8 b) => Truth(Vector256.LessThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Equal(Lanes8 a, Lanes8 b) => Truth(Vector256.Equals(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Select(Lanes8 condition, Lanes8 a, Lanes8 b) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(condition._value, Vector256<float>.Zero), b._value, a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 SelectLess(Lanes8 x, Lanes8 y, Lanes8 a, Lanes8 b) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(x._value, y._value), a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 CopySign(Lanes8 a, Lanes8 b) => new(Vector256.CopySign(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Scale(Lanes8 a, Lanes8 exponent)
    {
        var biased = Vector256.ConvertToInt32Native(exponent._value) + Vector256.Create(Float32.Bias);
        return new(a._value * (biased << Float32.MantissaBits).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Split(Lanes8 a, out Lanes8 exponent)
    {
        var bits = a._value.AsInt32();
        var power = (bits - Vector256.Create(Float32.SqrtHalf)) >> Float32.MantissaBits;
        exponent = new(Vector256.ConvertToSingle(power));
        return new((bits - (power << Float32.MantissaBits)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Lanes8 ForEach<TFunction>(Lanes8 a, Lanes8 b)
        where TFunction : struct, IScalarFunction
    {
        Span<float> lanes = stackalloc float[8];
        for (var k = 0; k < 8; k++)
            lanes[k] = TFunction.Invoke(a._value[k], b._value[k]);
        return new(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(lanes)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes8 a) => !Vector256.EqualsAll(a._value, Vector256<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes8 a) => Lanes4.Sum(a.Lower + a.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Product(Lanes8 a) => Lanes4.Product(a.Lower * a.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxOf(Lanes8 a) => Lanes4.MaxOf(Lanes4.Max(a.Lower, a.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinOf(Lanes8 a) => Lanes4.MinOf(Lanes4.Min(a.Lower, a.Upper));

    private Lanes4 Lower => new(_value.GetLower());

    private Lanes4 Upper => new(_value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes8 Truth(Vector256<float> mask) => new(Vector256.ConditionalSelect(mask, Vector256<float>.One, Vector256<float>.Zero));

    /// <summary>The lower halves of two rows, and the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Halves(Vector256<float> a, Vector256<float> b) =>
        (Avx.Permute2x128(a, b, 0x20), Avx.Permute2x128(a, b, 0x31));

    /// <summary>What <see cref="Lanes4"/> does with four rows, in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, ref float destination)
    {
        (a, c) = (Avx.UnpackLow(a, c), Avx.UnpackHigh(a, c));
        (b, d) = (Avx.UnpackLow(b, d), Avx.UnpackHigh(b, d));
        Avx.UnpackLow(a, b).StoreUnsafe(ref destination);
        Avx.UnpackHigh(a, b).StoreUnsafe(ref destination, 8);
        Avx.UnpackLow(c, d).StoreUnsafe(ref destination, 16);
        Avx.UnpackHigh(c, d).StoreUnsafe(ref destination, 24);
    }
}
