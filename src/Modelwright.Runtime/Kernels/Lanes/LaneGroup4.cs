using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Four vectors.</summary>
internal readonly struct LaneGroup4<L>(L a, L b, L c, L d) : ILaneGroup<LaneGroup4<L>>
    where L : struct, ILanes<L>
{
    private readonly L _a = a;
    private readonly L _b = b;
    private readonly L _c = c;
    private readonly L _d = d;

    /// <inheritdoc/>
    public static int Count => 4 * L.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup4<L> Load(ref readonly float source, nint index) => new(
        L.Load(in source, index), L.Load(in source, index + L.Count), L.Load(in source, index + (2 * L.Count)), L.Load(in source, index + (3 * L.Count)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup4<L> Create(float value)
    {
        var lanes = L.Create(value);
        return new(lanes, lanes, lanes, lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nint index)
    {
        _a.Store(ref destination, index);
        _b.Store(ref destination, index + L.Count);
        _c.Store(ref destination, index + (2 * L.Count));
        _d.Store(ref destination, index + (3 * L.Count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup4<L> Times(float factor)
    {
        var lanes = L.Create(factor);
        return new(_a * lanes, _b * lanes, _c * lanes, _d * lanes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup4<L> Times(LaneGroup4<L> other) => new(_a * other._a, _b * other._b, _c * other._c, _d * other._d);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup4<L> Minus(LaneGroup4<L> other) => new(_a - other._a, _b - other._b, _c - other._c, _d - other._d);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup4<L> Plus(float factor, LaneGroup4<L> other)
    {
        var lanes = L.Create(factor);
        return new(
            L.FusedMultiplyAdd(lanes, other._a, _a), L.FusedMultiplyAdd(lanes, other._b, _b),
            L.FusedMultiplyAdd(lanes, other._c, _c), L.FusedMultiplyAdd(lanes, other._d, _d));
    }
}
