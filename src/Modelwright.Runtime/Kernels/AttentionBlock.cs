using System.Runtime.CompilerServices;

namespace Modelwright.Kernels;

/// <summary>
/// Where some queries meet some keys. Each row carries the largest score and the total weight that it has seen; results are
/// sums relative to that score until they are finished.
/// </summary>
internal readonly ref struct AttentionBlock<L>
    where L : struct, ILanes<L>
{
    /// <summary>The keys of a block; a multiple of every tile's width.</summary>
    public const int Keys = 128;

    private readonly int _keyWidth;
    private readonly int _valueWidth;
    private readonly nint _keyStride;
    private readonly nint _valueStride;
    private readonly nint _queryStride;
    private readonly nint _resultStride;
    private readonly float _scale;
    private readonly ref float _scores;
    private readonly ref float _packedKeys;
    private readonly ref float _packedValues;
    private readonly ref float _maxima;
    private readonly ref float _totals;

    /// <summary>Takes room for blocks of some rows.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="rows">The most queries of a block.</param>
    /// <param name="totals">The queries whose totals are kept.</param>
    /// <param name="rowStride">From one query of a block to the next, counted in rows of E and F elements.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    public AttentionBlock(AttentionShape shape, int rows, int totals, int rowStride, float scale)
    {
        (_keyWidth, _valueWidth, _scale) = (shape.KeyWidth, shape.ValueWidth, scale);
        _keyStride = (nint)shape.KeyHeads * _keyWidth;
        _valueStride = (nint)shape.KeyHeads * _valueWidth;
        _queryStride = (nint)rowStride * _keyWidth;
        _resultStride = (nint)rowStride * _valueWidth;
        var paddedValueWidth = Padded(_valueWidth);
        ref var room = ref Scratch.Take((Keys * (_keyWidth + paddedValueWidth + rows)) + (2 * totals));
        _packedKeys = ref room;
        _packedValues = ref Unsafe.Add(ref _packedKeys, Keys * _keyWidth);
        _scores = ref Unsafe.Add(ref _packedValues, Keys * paddedValueWidth);
        _maxima = ref Unsafe.Add(ref _scores, Keys * rows);
        _totals = ref Unsafe.Add(ref _maxima, totals);
    }

    /// <summary>Adds to results what their queries read from keys.</summary>
    /// <param name="q">The first query.</param>
    /// <param name="k">The first key.</param>
    /// <param name="v">The first value.</param>
    /// <param name="y">The first result.</param>
    /// <param name="rows">Queries.</param>
    /// <param name="keys">Keys, at most <see cref="Keys"/>.</param>
    /// <param name="unread">How many at the front the first query does not read; may be less than 0 or more than there are.</param>
    /// <param name="seen">Where those end that the first query reads; may be less than 0 or more than there are.</param>
    /// <param name="seenStep">By how much the range of each further query stands behind.</param>
    /// <param name="firstTotal">Which of the totals is the first query's.</param>
    /// <param name="isFirst">Whether the queries have read nothing before.</param>
    public void Add(
        ref float q, ref float k, ref float v, ref float y, int rows, int keys, int unread, int seen, int seenStep, int firstTotal, bool isFirst)
    {
        var width = Tile.Width<L>();
        PackKeys(ref k, keys);
        for (var e = 0; e < _keyWidth; e += Gemm.MostDepth)
        {
            Gemm.Multiply<L>(
                ref Unsafe.Add(ref q, e), _queryStride, 1, ref Unsafe.Add(ref _packedKeys, e * width), width, (nint)_keyWidth * width,
                ref _scores, Keys, 1, rows, Math.Min(Gemm.MostDepth, _keyWidth - e), Padded(keys), accumulate: e > 0);
        }

        for (var row = 0; row < rows; row++)
        {
            ToWeights(
                ref Unsafe.Add(ref _scores, row * Keys), Math.Clamp(unread + (row * seenStep), 0, keys),
                Math.Clamp(seen + (row * seenStep), 0, keys), keys,
                firstTotal + row, ref Unsafe.Add(ref y, row * _resultStride), isFirst);
        }

        // Values that are read once are read where they are.
        var readsInPlace = rows <= Tile.MostRows<L>() && _valueWidth % width == 0;
        if (!readsInPlace)
            PackValues(ref v, keys);
        ref var values = ref readsInPlace ? ref v : ref _packedValues;
        Gemm.Multiply<L>(
            ref _scores, Keys, 1, ref values, readsInPlace ? _valueStride : width, readsInPlace ? width : (nint)keys * width,
            ref y, _resultStride, 1, rows, keys, _valueWidth, accumulate: !isFirst);
    }

    /// <summary>Divides results by their total weights.</summary>
    public void Finish(ref float y, int rows, int firstTotal)
    {
        for (var row = 0; row < rows; row++)
            Scale(ref Unsafe.Add(ref y, row * _resultStride), 1 / Unsafe.Add(ref _totals, firstTotal + row));
    }

    private static int Padded(int count) => (count + Tile.Width<L>() - 1) / Tile.Width<L>() * Tile.Width<L>();

    /// <summary>Panels [E, width] of keys.</summary>
    private void PackKeys(ref float k, int keys)
    {
        var width = Tile.Width<L>();
        for (var s = 0; s < keys; s += width)
        {
            Packing.Interleave(
                ref Unsafe.Add(ref k, s * _keyStride), _keyStride, 1, Math.Min(width, keys - s), _keyWidth, width,
                ref Unsafe.Add(ref _packedKeys, s * _keyWidth));
        }
    }

    /// <summary>Panels [keys, width] of values.</summary>
    private void PackValues(ref float v, int keys)
    {
        var width = Tile.Width<L>();
        for (var f = 0; f < _valueWidth; f += width)
        {
            Packing.Interleave(
                ref Unsafe.Add(ref v, f), 1, _valueStride, Math.Min(width, _valueWidth - f), keys, width,
                ref Unsafe.Add(ref _packedValues, f * keys));
        }
    }

    /// <summary>
    /// Turns the scores of one row into weights relative to the largest score so far, and what the row has summed up
    /// before to the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToWeights(ref float scores, int unread, int seen, int keys, int total, ref float result, bool isFirst)
    {
        ref var maximum = ref Unsafe.Add(ref _maxima, total);
        if (unread >= seen)
        {
            for (var i = 0; i < keys; i++)
                Unsafe.Add(ref scores, i) = 0;
            if (isFirst)
                (maximum, Unsafe.Add(ref _totals, total)) = (float.NegativeInfinity, 0);
            return;
        }

        // Whole vectors are computed. What fills the first and the last one does not change the maximum.
        var start = unread / L.Count * L.Count;
        var end = (seen + L.Count - 1) / L.Count * L.Count;
        for (var i = start; i < unread; i++)
            Unsafe.Add(ref scores, i) = Unsafe.Add(ref scores, unread);
        for (var i = seen; i < end; i++)
            Unsafe.Add(ref scores, i) = Unsafe.Add(ref scores, unread);

        var scale = L.Create(_scale);
        var largest = L.Create(isFirst ? float.NegativeInfinity : maximum);
        for (var i = start; i < end; i += L.Count)
        {
            var score = L.Load(ref scores, i) * scale;
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

        if (isFirst)
        {
            Unsafe.Add(ref _totals, total) = L.Sum(sum);
        }
        else
        {
            var kept = maximum == newMaximum ? 1 : Scalar.Exp(maximum - newMaximum);
            Unsafe.Add(ref _totals, total) = (Unsafe.Add(ref _totals, total) * kept) + L.Sum(sum);
            if (kept != 1)
                Scale(ref result, kept);
        }

        maximum = newMaximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(ref float row, float factor)
    {
        var i = 0;
        for (; i <= _valueWidth - L.Count; i += L.Count)
            (L.Load(ref row, i) * L.Create(factor)).Store(ref row, i);
        for (; i < _valueWidth; i++)
            Unsafe.Add(ref row, i) *= factor;
    }
}
