using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// Products of few queries with as many keys as there are lanes. Keys are turned a square at a time, so that a lane adds up one
/// key's products in their order; what is turned never leaves the nearest cache.
/// </summary>
internal static class StepScores
{
    /// <summary>The most queries at a time.</summary>
    public const int MostRows = 4;

    /// <summary>scores[s] = q · k[s].</summary>
    /// <param name="q">The query, [E].</param>
    /// <param name="k">The first key.</param>
    /// <param name="stride">From one key to the next.</param>
    /// <param name="width">E.</param>
    /// <param name="scores">The result, [lanes].</param>
    /// <param name="square">Room for [lanes, lanes].</param>
    /// <param name="next">What to fetch, as many rows as lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void One<L>(ref float q, ref float k, nint stride, int width, ref float scores, ref float square, Ahead next)
        where L : struct, ILanes<L>
    {
        var score = L.Create(0);
        nint e = 0;
        for (; e <= width - L.Count; e += L.Count)
        {
            next.Fetch(0, L.Count, e, L.Count);
            L.Transpose(ref Unsafe.Add(ref k, e), stride, ref square);
            for (nint i = 0; i < L.Count; i++)
                score = L.FusedMultiplyAdd(L.Broadcast(ref q, e + i), L.Load(ref square, i * L.Count), score);
        }

        for (; e < width; e++)
            score = L.FusedMultiplyAdd(L.Broadcast(ref q, e), L.LoadStrided(ref k, e, stride), score);
        score.Store(ref scores, 0);
    }

    /// <summary>scores[r, s] = q[r] · k[s] for at most <see cref="MostRows"/> queries.</summary>
    /// <param name="q">The queries, [rows, E].</param>
    /// <param name="rows">How many; those that are missing are computed like the last one.</param>
    /// <param name="k">The first key.</param>
    /// <param name="stride">From one key to the next.</param>
    /// <param name="width">E.</param>
    /// <param name="scores">The result's first row, [lanes].</param>
    /// <param name="scoresRow">From one row of the result to the next.</param>
    /// <param name="square">Room for [lanes, lanes].</param>
    /// <param name="next">What to fetch, as many rows as lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Some<L>(
        ref float q, int rows, ref float k, nint stride, int width, ref float scores, nint scoresRow, ref float square, Ahead next)
        where L : struct, ILanes<L>
    {
        var (second, third, fourth) = (Math.Min(1, rows - 1), Math.Min(2, rows - 1), Math.Min(3, rows - 1));
        ref var q1 = ref Unsafe.Add(ref q, second * width);
        ref var q2 = ref Unsafe.Add(ref q, third * width);
        ref var q3 = ref Unsafe.Add(ref q, fourth * width);
        var score0 = L.Create(0);
        var (score1, score2, score3) = (score0, score0, score0);
        nint e = 0;
        for (; e <= width - L.Count; e += L.Count)
        {
            next.Fetch(0, L.Count, e, L.Count);
            L.Transpose(ref Unsafe.Add(ref k, e), stride, ref square);
            for (nint i = 0; i < L.Count; i++)
            {
                var key = L.Load(ref square, i * L.Count);
                score0 = L.FusedMultiplyAdd(L.Broadcast(ref q, e + i), key, score0);
                score1 = L.FusedMultiplyAdd(L.Broadcast(ref q1, e + i), key, score1);
                score2 = L.FusedMultiplyAdd(L.Broadcast(ref q2, e + i), key, score2);
                score3 = L.FusedMultiplyAdd(L.Broadcast(ref q3, e + i), key, score3);
            }
        }

        for (; e < width; e++)
        {
            var key = L.LoadStrided(ref k, e, stride);
            score0 = L.FusedMultiplyAdd(L.Broadcast(ref q, e), key, score0);
            score1 = L.FusedMultiplyAdd(L.Broadcast(ref q1, e), key, score1);
            score2 = L.FusedMultiplyAdd(L.Broadcast(ref q2, e), key, score2);
            score3 = L.FusedMultiplyAdd(L.Broadcast(ref q3, e), key, score3);
        }

        score0.Store(ref scores, 0);
        score1.Store(ref scores, second * scoresRow);
        score2.Store(ref scores, third * scoresRow);
        score3.Store(ref scores, fourth * scoresRow);
    }
}
