using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// A softmax over scores that come block by block. Weights, their total and what they have summed up are relative to the largest
/// score so far.
/// </summary>
internal static class RunningSoftmax
{
    /// <summary>Turns the scores of a block into weights.</summary>
    /// <param name="scores">The scores; at least <paramref name="keys"/>, up to the next multiple of the lanes.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="unread">Which score is the first that counts; those before have no weight.</param>
    /// <param name="seen">Where those end that count.</param>
    /// <param name="keys">How many scores there are.</param>
    /// <param name="maximum">The largest score so far.</param>
    /// <param name="total">The total weight so far.</param>
    /// <param name="isFirst">Whether there was no block before.</param>
    /// <returns>By what the sums so far are to be multiplied.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ToWeights<L>(
        ref float scores, float scale, int unread, int seen, int keys, ref float maximum, ref float total, bool isFirst)
        where L : struct, ILanes<L>
    {
        if (unread >= seen)
        {
            for (var i = 0; i < keys; i++)
                Unsafe.Add(ref scores, i) = 0;
            if (isFirst)
                (maximum, total) = (float.NegativeInfinity, 0);
            return 1;
        }

        // Whole vectors are computed. What fills the first and the last one does not change the maximum.
        var start = unread / L.Count * L.Count;
        var end = (seen + L.Count - 1) / L.Count * L.Count;
        for (var i = start; i < unread; i++)
            Unsafe.Add(ref scores, i) = Unsafe.Add(ref scores, unread);
        for (var i = seen; i < end; i++)
            Unsafe.Add(ref scores, i) = Unsafe.Add(ref scores, unread);

        var factor = L.Create(scale);
        var largest = L.Create(isFirst ? float.NegativeInfinity : maximum);
        for (var i = start; i < end; i += L.Count)
        {
            var score = L.Load(ref scores, i) * factor;
            score.Store(ref scores, i);
            largest = L.Max(largest, score);
        }

        // What is not among the seen scores has no weight.
        for (var i = 0; i < start; i++)
            Unsafe.Add(ref scores, i) = 0;
        for (var i = start; i < unread; i++)
            Unsafe.Add(ref scores, i) = float.NegativeInfinity;
        for (var i = seen; i < end; i++)
            Unsafe.Add(ref scores, i) = float.NegativeInfinity;
        for (var i = end; i < keys; i++)
            Unsafe.Add(ref scores, i) = 0;

        var newMaximum = L.MaxOf(largest);
        var origin = L.Create(newMaximum);
        var sum = L.Create(0);
        for (var i = start; i < end; i += L.Count)
        {
            var weight = Lanes.Exp(L.Load(ref scores, i) - origin);
            weight.Store(ref scores, i);
            sum += weight;
        }

        var kept = isFirst || maximum == newMaximum ? 1 : Scalar.Exp(maximum - newMaximum);
        total = isFirst ? L.Sum(sum) : (total * kept) + L.Sum(sum);
        maximum = newMaximum;
        return kept;
    }

    /// <summary>Multiplies a row of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<L>(ref float row, int count, float factor)
        where L : struct, ILanes<L>
    {
        var i = 0;
        for (; i <= count - L.Count; i += L.Count)
            (L.Load(ref row, i) * L.Create(factor)).Store(ref row, i);
        for (; i < count; i++)
            Unsafe.Add(ref row, i) *= factor;
    }
}
