using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// The matrices of the chunks of a linear scan, from blocks of 1, 2, 4… rows. Two neighbouring blocks make one twice as large; its
/// corner, where later rows meet earlier ones, is a product of the later rows times their factors from the start of their
/// block and of the earlier rows times theirs up to the end.
/// </summary>
/// <remarks>
/// So factors are only ever multiplied: they may be 0, negative, or so small that their product vanishes, where a quotient of
/// running products would not be a number. The inverse is built likewise,
/// <code>[a 0; c b]⁻¹ = [a⁻¹ 0; -b⁻¹ c a⁻¹ b⁻¹]</code>
/// which is as exact as substitution; a Neumann series is not where keys repeat.
/// </remarks>
/// <param name="tensors">Where nodes are added.</param>
/// <param name="decay">Factors, [B, H, chunks, rows, a width].</param>
/// <param name="write">[B, H, chunks, rows, K].</param>
/// <param name="read">[B, H, chunks, rows * perState, K].</param>
/// <param name="perState">How many rows read for each one that writes.</param>
internal sealed class LinearScanBlocks(OnnxTensors tensors, OnnxValue decay, OnnxValue write, OnnxValue read, Dim perState)
{
    // The rows of a chunk. Those of a block come behind its index, and are followed by what they hold.
    private const int Rows = 3;
    private const int RowsOfBlock = 4;
    private const int Columns = 5;

    private readonly int _rows = (int)decay.Shape[Rows].Value!.Value;

    /// <summary>The products of factors from the start and to the end, the scores Z, and the inverse of I + A where something is erased.</summary>
    /// <param name="erase">[B, H, chunks, rows, K], or null.</param>
    public (OnnxValue Front, OnnxValue Back, OnnxValue Scores, OnnxValue? Inverse) ByKey(OnnxValue? erase)
    {
        var t = tensors;
        var (front, back) = (decay, default(OnnxValue));
        var (scores, inverse) = (OwnScores(), default(OnnxValue));
        for (var size = 1; size < _rows; size *= 2)
        {
            var late = Late(front, size, size);
            var earlier = Early(write, size, size);
            var written = t.Turned(back is null ? earlier : t.Mul(earlier, Early(back, size, size)));
            var reading = size * perState;
            var corner = t.MatMul(TimesRows(Late(read, size, reading), late), written);
            scores = Joined(Early(scores, size, reading), corner, Late(scores, size, reading));
            if (erase is not null)
            {
                var erased = t.Neg(t.MatMul(t.Mul(Late(erase, size, size), late), written));
                inverse = inverse is null ? Unit(erased) : Inverse(Early(inverse, size, size), erased, Late(inverse, size, size));
            }

            (front, back) = Grown(front, back, size);
        }

        return (Whole(front), Whole(back!), Whole(scores), inverse is null ? null : Whole(inverse));
    }

    /// <summary>The products of factors from the start and to the end, and what rows read of what earlier ones wrote.</summary>
    /// <param name="value">[B, H, chunks, rows, V].</param>
    public (OnnxValue Front, OnnxValue Back, OnnxValue Inside) ByValue(OnnxValue value)
    {
        var t = tensors;
        var (front, back) = (decay, default(OnnxValue));
        var own = t.Reshaped(value, [.. Leading, _rows, 1, value.Shape[Rows + 1]]);
        var inside = t.Mul(t.Repeated(own, RowsOfBlock, perState), OwnScores());
        for (var size = 1; size < _rows; size *= 2)
        {
            var reading = size * perState;
            var corner = t.MatMul(Late(read, size, reading), t.Turned(Early(write, size, size)));
            var earlier = Early(value, size, size);
            var written = back is null ? earlier : t.Mul(earlier, Early(back, size, size));
            var later = t.Add(Late(inside, size, reading), TimesRows(t.MatMul(corner, written), Late(front, size, size)));
            inside = t.Joined(RowsOfBlock, Early(inside, size, reading), later);
            (front, back) = Grown(front, back, size);
        }

        return (Whole(front), Whole(back!), Whole(inside));
    }

    /// <summary>Rows, so many for each one that writes, times the factors of that.</summary>
    public OnnxValue TimesRows(OnnxValue rows, OnnxValue factors)
    {
        if (perState.Equals(Dim.One))
            return tensors.Mul(rows, factors);
        var last = rows.Shape.Rank - 1;
        var apart = tensors.Reshaped(rows, [.. rows.Shape.Take(last - 1), factors.Shape[last - 1], perState, rows.Shape[last]]);
        return tensors.Reshaped(tensors.Mul(apart, tensors.Opened(factors, last)), rows.Shape);
    }

    private IEnumerable<Dim> Leading => decay.Shape.Take(Rows);

    // What rows read of what they write themselves.
    private OnnxValue OwnScores()
    {
        var reading = tensors.Reshaped(read, [.. Leading, _rows, perState, read.Shape[Rows + 1]]);
        return tensors.Summed(tensors.Mul(reading, tensors.Opened(write, RowsOfBlock)));
    }

    // The blocks of so many rows that come first of two, or second; there may be several rows for each that writes.
    private OnnxValue Early(OnnxValue x, int size, Dim rows) => Half(x, size, rows, 0);

    private OnnxValue Late(OnnxValue x, int size, Dim rows) => Half(x, size, rows, rows);

    private OnnxValue Half(OnnxValue x, int size, Dim rows, Dim from)
    {
        var pairs = tensors.Reshaped(x, [.. Leading, _rows / (2 * size), 2 * rows, x.Shape[x.Shape.Rank - 1]]);
        return tensors.Part(pairs, RowsOfBlock, from, rows);
    }

    // [early 0; corner late]
    private OnnxValue Joined(OnnxValue early, OnnxValue corner, OnnxValue late) => tensors.Joined(
        RowsOfBlock, tensors.Padded(early, Columns, 0, late.Shape[Columns], 0), tensors.Joined(Columns, corner, late));

    private OnnxValue Inverse(OnnxValue early, OnnxValue erased, OnnxValue late) =>
        Joined(early, tensors.MatMul(tensors.MatMul(late, erased), early), late);

    // [1 0; corner 1]
    private OnnxValue Unit(OnnxValue corner) =>
        tensors.PlusConstant(tensors.Padded(tensors.Padded(corner, RowsOfBlock, 1, 0, 0), Columns, 0, 1, 0), new Shape([2, 2]), 1, 0, 0, 1);

    private (OnnxValue Front, OnnxValue Back) Grown(OnnxValue front, OnnxValue? back, int size)
    {
        var t = tensors;
        var (early, late) = (Early(front, size, size), Late(front, size, size));
        var grown = t.Joined(RowsOfBlock, early, t.Mul(late, t.Part(early, RowsOfBlock, size - 1, 1)));
        if (back is null)
            return (grown, t.Padded(late, RowsOfBlock, 0, 1, 1));
        var total = t.Part(late, RowsOfBlock, size - 1, 1);
        return (grown, t.Joined(RowsOfBlock, t.Mul(Early(back, size, size), total), Late(back, size, size)));
    }

    // A chunk is one block.
    private OnnxValue Whole(OnnxValue block) => tensors.Reshaped(block, block.Shape.Where((_, axis) => axis != Rows));
}
