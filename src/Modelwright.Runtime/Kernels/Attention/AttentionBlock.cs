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
            var kept = RunningSoftmax.ToWeights<L>(
                ref Unsafe.Add(ref _scores, row * Keys), _scale, Math.Clamp(unread + (row * seenStep), 0, keys),
                Math.Clamp(seen + (row * seenStep), 0, keys), keys, ref Unsafe.Add(ref _maxima, firstTotal + row),
                ref Unsafe.Add(ref _totals, firstTotal + row), isFirst);
            if (kept != 1)
                RunningSoftmax.Scale<L>(ref Unsafe.Add(ref y, row * _resultStride), _valueWidth, kept);
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
            RunningSoftmax.Scale<L>(ref Unsafe.Add(ref y, row * _resultStride), _valueWidth, 1 / Unsafe.Add(ref _totals, firstTotal + row));
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
}
