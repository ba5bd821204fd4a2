using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Functions of lanes that are made of the operations of <see cref="ILanes{TSelf}"/>.</summary>
public static partial class Lanes
{
    /// <summary>1 / sqrt(a), within 2 ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Rsqrt<L>(L a)
        where L : struct, ILanes<L> => L.Create(1) / L.Sqrt(a);

    /// <summary>a / b, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L FloorDiv<L>(L a, L b)
        where L : struct, ILanes<L> => L.Floor(a / b);

    /// <summary>a - b * floor(a / b): what is left over, with the sign of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Mod<L>(L a, L b)
        where L : struct, ILanes<L> => L.FusedMultiplyAdd(-FloorDiv(a, b), b, a);

    /// <summary>1 where both are true, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L And<L>(L a, L b)
        where L : struct, ILanes<L> => L.Select(a, L.Select(b, L.Create(1), L.Create(0)), L.Create(0));

    /// <summary>1 where either is true, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Or<L>(L a, L b)
        where L : struct, ILanes<L> => L.Select(a, L.Create(1), L.Select(b, L.Create(1), L.Create(0)));

    /// <summary>1 where false, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Not<L>(L a)
        where L : struct, ILanes<L> => L.Equal(a, L.Create(0));

    /// <summary>What <see cref="ILanes{TSelf}.Transpose"/> does, column by column: not fast.</summary>
    public static void TransposeStrided<L>(ref readonly float source, nint stride, ref float destination)
        where L : struct, ILanes<L>
    {
        for (var column = 0; column < L.Count; column++)
            L.LoadStrided(in source, column, stride).Store(ref destination, column * L.Count);
    }

    /// <summary>a to the power of b, as <see cref="Math.Pow"/> has it, rounded to float. Computed lane by lane: not fast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Pow<L>(L a, L b)
        where L : struct, ILanes<L> => L.ForEach<ScalarPow>(a, b);

    private readonly struct ScalarPow : IScalarFunction
    {
        public static float Invoke(float a, float b) => (float)Math.Pow(a, b);
    }
}
