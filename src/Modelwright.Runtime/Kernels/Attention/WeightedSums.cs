using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Values weighted and added up row by row; as many columns as there are registers for stay in them meanwhile.</summary>
internal static class WeightedSums
{
    /// <summary>y += sum over s of weights[s] v[s].</summary>
    /// <param name="weights">[keys].</param>
    /// <param name="v">The first value.</param>
    /// <param name="stride">From one value to the next.</param>
    /// <param name="keys">How many.</param>
    /// <param name="y">The result, [F].</param>
    /// <param name="width">F.</param>
    /// <param name="next">What to fetch, as many rows.</param>
    public static void Add<L>(ref float weights, ref float v, nint stride, int keys, ref float y, int width, Ahead next)
        where L : struct, ILanes<L> => Add<L, OneQuery>(ref weights, ref weights, ref v, stride, keys, ref y, ref y, width, next);

    /// <summary>y = kept y + sum over s of weights[s] v[s], perhaps for two results of the same values.</summary>
    /// <param name="weights">[keys].</param>
    /// <param name="others">The weights of the second result.</param>
    /// <param name="v">The first value.</param>
    /// <param name="stride">From one value to the next.</param>
    /// <param name="keys">How many.</param>
    /// <param name="y">The result, [F].</param>
    /// <param name="z">The second one.</param>
    /// <param name="width">F.</param>
    /// <param name="next">What to fetch, as many rows.</param>
    /// <param name="kept">What the result is multiplied by before; with 0 it may hold anything.</param>
    /// <param name="keptOther">The same for the second one.</param>
    public static void Add<L, Q>(
        ref float weights, ref float others, ref float v, nint stride, int keys, ref float y, ref float z, int width, Ahead next,
        float kept = 1, float keptOther = 1)
        where L : struct, ILanes<L>
        where Q : struct, IQueries
    {
        var f = 0;
        if (width - f >= LaneGroup4<L>.Count)
            f = AddColumns<LaneGroup4<L>, Q>(ref weights, ref others, ref v, stride, keys, ref y, ref z, f, width, next, kept, keptOther);
        if (width - f >= LaneGroup2<L>.Count)
            f = AddColumns<LaneGroup2<L>, Q>(ref weights, ref others, ref v, stride, keys, ref y, ref z, f, width, next, kept, keptOther);
        if (width - f >= LaneGroup1<L>.Count)
            f = AddColumns<LaneGroup1<L>, Q>(ref weights, ref others, ref v, stride, keys, ref y, ref z, f, width, next, kept, keptOther);
        if (width - f >= Lanes4.Count)
            f = AddColumns<LaneGroup1<Lanes4>, Q>(ref weights, ref others, ref v, stride, keys, ref y, ref z, f, width, next, kept, keptOther);
        if (width > f)
            AddColumns<LaneGroup1<Lanes1>, Q>(ref weights, ref others, ref v, stride, keys, ref y, ref z, f, width, next, kept, keptOther);
    }

    // From a column on as many as fill groups; the first that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int AddColumns<G, Q>(
        ref float weights, ref float others, ref float v, nint stride, int keys, ref float y, ref float z, int start, int end, Ahead next,
        float kept, float keptOther)
        where G : struct, ILaneGroup<G>
        where Q : struct, IQueries
    {
        var f = start;
        for (; f <= end - G.Count; f += G.Count)
        {
            var sum = Kept<G>(ref y, f, kept);
            var other = Q.AreTwo ? Kept<G>(ref z, f, keptOther) : default;
            ref var value = ref Unsafe.Add(ref v, f);
            for (nint s = 0; s < keys; s++)
            {
                next.Fetch(s, 1, f, G.Count);
                var x = G.Load(ref value, 0);
                sum = sum.Plus(Unsafe.Add(ref weights, s), x);
                if (Q.AreTwo)
                    other = other.Plus(Unsafe.Add(ref others, s), x);
                value = ref Unsafe.Add(ref value, stride);
            }

            sum.Store(ref y, f);
            if (Q.AreTwo)
                other.Store(ref z, f);
        }

        return f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static G Kept<G>(ref float y, nint start, float factor)
        where G : struct, ILaneGroup<G> =>
        factor == 0 ? G.Create(0) : factor == 1 ? G.Load(ref y, start) : G.Load(ref y, start).Times(factor);
}
