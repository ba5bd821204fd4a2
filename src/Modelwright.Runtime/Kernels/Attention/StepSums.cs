using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>Values weighted and added up row by row; as many columns as there are registers for stay in them meanwhile.</summary>
internal static class StepSums
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
        where L : struct, ILanes<L>
    {
        var f = 0;
        if (width - f >= LaneGroup4<L>.Count)
            f = AddColumns<LaneGroup4<L>>(ref weights, ref v, stride, keys, ref y, f, width, next);
        if (width - f >= LaneGroup2<L>.Count)
            f = AddColumns<LaneGroup2<L>>(ref weights, ref v, stride, keys, ref y, f, width, next);
        if (width - f >= LaneGroup1<L>.Count)
            f = AddColumns<LaneGroup1<L>>(ref weights, ref v, stride, keys, ref y, f, width, next);
        if (width - f >= Lanes4.Count)
            f = AddColumns<LaneGroup1<Lanes4>>(ref weights, ref v, stride, keys, ref y, f, width, next);
        if (width > f)
            AddColumns<LaneGroup1<Lanes1>>(ref weights, ref v, stride, keys, ref y, f, width, next);
    }

    // From a column on as many as fill groups; the first that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int AddColumns<G>(ref float weights, ref float v, nint stride, int keys, ref float y, int start, int end, Ahead next)
        where G : struct, ILaneGroup<G>
    {
        var f = start;
        for (; f <= end - G.Count; f += G.Count)
        {
            var sum = G.Load(ref y, f);
            ref var value = ref Unsafe.Add(ref v, f);
            for (nint s = 0; s < keys; s++)
            {
                next.Fetch(s, 1, f, G.Count);
                sum = sum.Plus(Unsafe.Add(ref weights, s), G.Load(ref value, 0));
                value = ref Unsafe.Add(ref value, stride);
            }

            sum.Store(ref y, f);
        }

        return f;
    }
}
