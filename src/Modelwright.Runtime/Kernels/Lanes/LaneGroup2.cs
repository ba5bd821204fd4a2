using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Two vectors.</summary>
internal readonly struct LaneGroup2<L>(L a, L b) : ILaneGroup<LaneGroup2<L>>
    where L : struct, ILanes<L>
{
    private readonly L _a = a;
    private readonly L _b = b;

    /// <inheritdoc/>
    public static int Count => 2 * L.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup2<L> Load(ref readonly float source, nint index) => new(L.Load(in source, index), L.Load(in source, index + L.Count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup2<L> Create(float value) => new(L.Create(value), L.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nint index)
    {
        _a.Store(ref destination, index);
        _b.Store(ref destination, index + L.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup2<L> Times(float factor) => Times(Create(factor));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup2<L> Times(LaneGroup2<L> other) => new(_a * other._a, _b * other._b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup2<L> Minus(LaneGroup2<L> other) => new(_a - other._a, _b - other._b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup2<L> Plus(float factor, LaneGroup2<L> other)
    {
        var lanes = L.Create(factor);
        return new(L.FusedMultiplyAdd(lanes, other._a, _a), L.FusedMultiplyAdd(lanes, other._b, _b));
    }
}
