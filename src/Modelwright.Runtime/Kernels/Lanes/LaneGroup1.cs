using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>One vector.</summary>
internal readonly struct LaneGroup1<L>(L a) : ILaneGroup<LaneGroup1<L>>
    where L : struct, ILanes<L>
{
    private readonly L _a = a;

    /// <inheritdoc/>
    public static int Count => L.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup1<L> Load(ref readonly float source, nint index) => new(L.Load(in source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneGroup1<L> Create(float value) => new(L.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nint index) => _a.Store(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup1<L> Times(float factor) => new(_a * L.Create(factor));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup1<L> Times(LaneGroup1<L> other) => new(_a * other._a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup1<L> Minus(LaneGroup1<L> other) => new(_a - other._a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneGroup1<L> Plus(float factor, LaneGroup1<L> other) => new(L.FusedMultiplyAdd(L.Create(factor), other._a, _a));
}
