using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// The chunk form of a linear scan: matrix products inside the chunks of a sequence, for all chunks at once, and a <c>Scan</c>
/// over the chunks that carries the states. A row of a chunk is one write; a step with several is as many rows.
/// </summary>
/// <remarks>
/// Let F be the product of the factors from the start of a chunk up to a row, E that behind a row up to the end, and P that
/// behind a row j up to a row i. Then what the rows write and what they read of a state S before the chunk is
/// <code>
/// (I + A) error = value - (erase ⊙ F) S, where A = erase (P ⊙ write)ᵀ below the diagonal
/// out = (read ⊙ F) S + Z error, where Z = read (P ⊙ write)ᵀ up to the diagonal
/// S ← F of the last row ⊙ S + (write ⊙ E)ᵀ error
/// </code>
/// (Yang, Wang, Shen, Panda and Kim 2024; Yang, Kautz and Hatamizadeh 2024). <see cref="LinearScanBlocks"/> makes these matrices.
/// </remarks>
internal sealed class LinearScanChunks
{
    private readonly OnnxBuilder _onnx;
    private readonly OnnxTensors _tensors;
    private readonly LinearScan _scan;
    private readonly OnnxValue _start;
    private readonly bool _decaysByValue;
    private readonly Dim _chunks;
    private readonly Dim _perState;

    // The rows of a chunk, a power of two, and how many of them hold something.
    private readonly int _rows = 1;
    private readonly int _filled;

    // [B, H, chunks, rows, K or V or 1]; there are as many rows that read as reads of a state, for each row.
    private readonly OnnxValue _decay;
    private readonly OnnxValue _write;
    private readonly OnnxValue _value;
    private readonly OnnxValue _read;
    private readonly OnnxValue? _erase;

    /// <summary>Cuts the operands into chunks.</summary>
    public LinearScanChunks(
        OnnxBuilder onnx, LinearScan scan, OnnxValue start, OnnxValue decay, OnnxValue read, IReadOnlyList<OnnxValue> written)
    {
        (_onnx, _tensors, _scan, _start, _filled) = (onnx, new OnnxTensors(onnx), scan, start, onnx.Chunk);
        while (_rows < _filled)
            _rows *= 2;
        _chunks = Dim.FloorDivide(Length + (_filled - 1), _filled);
        _perState = Dim.DivideExactly(read.Shape[2], Heads) ?? Dim.One;
        _decaysByValue = !decay.Shape[4].Equals(Dim.One);

        // A state decays before the first write of a step and is read after the last.
        var t = _tensors;
        var factors = t.Reshaped(InOrder(decay), [Batch, scan.Length, 1, Heads, decay.Shape[3] * decay.Shape[4]]);
        _decay = Chunked(t.Padded(factors, 2, 0, scan.Writes - 1, 1), 1);
        var queries = t.Reshaped(InOrder(read), [Batch, scan.Length, 1, Dim.DivideExactly(read.Shape[2], _perState)!, _perState * Keys]);
        _read = t.Reshaped(Chunked(t.Padded(queries, 2, scan.Writes - 1, 0, 0), 0), [Batch, Heads, _chunks, _rows * _perState, Keys]);
        _write = Chunked(ByStep(written[0]), 0);
        _value = Chunked(ByStep(written[1]), 0);
        _erase = written.Count > 2 ? Chunked(ByStep(written[2]), 0) : null;
    }

    private Dim Batch => _start.Shape[0];

    private Dim Heads => _start.Shape[1];

    private Dim Keys => _start.Shape[2];

    private Dim Values => _start.Shape[3];

    private Dim Length => _scan.Writes * _scan.Length;

    /// <summary>
    /// Whether there is a chunk form: not where each element has a factor of its own, nor where values that are corrected
    /// have.
    /// </summary>
    public static bool Fit(OnnxValue decay, IReadOnlyList<OnnxValue> written) =>
        decay.Shape[4].Equals(Dim.One) || (decay.Shape[3].Equals(Dim.One) && written.Count < 3);

    /// <summary>Adds the nodes and names the results.</summary>
    public IReadOnlyList<string> Write()
    {
        var blocks = new LinearScanBlocks(_tensors, _decay, _write, _read, _perState);
        var results = Carry(_decaysByValue ? ByValue(blocks) : ByKey(blocks));
        return [results[0], Whole(results[1]).Name];
    }

    /// <summary>What a chunk does to the state that it is given.</summary>
    /// <param name="Reads">[rows, K]: out = Reads S + Inside, or Fades ⊙ (Reads S) + Inside.</param>
    /// <param name="Inside">[rows, V].</param>
    /// <param name="Total">What the state is multiplied by, [K or 1, V or 1].</param>
    /// <param name="Keeps">[K, rows]: Keeps error is added to it.</param>
    /// <param name="Written">[rows, V]: error = Written - Erased S.</param>
    /// <param name="Erased">[rows, K], or null where nothing is erased.</param>
    /// <param name="Fades">[rows, V], or null where values do not decay on their own.</param>
    private sealed record Chunk(
        OnnxValue Reads, OnnxValue Inside, OnnxValue Total, OnnxValue Keeps, OnnxValue Written, OnnxValue? Erased, OnnxValue? Fades);

    private Chunk ByKey(LinearScanBlocks blocks)
    {
        var t = _tensors;
        var (front, back, scores, inverse) = blocks.ByKey(_erase);
        var reads = blocks.TimesRows(_read, front);
        var written = inverse is null ? _value : t.MatMul(inverse, _value);
        var erased = inverse is null ? null : t.MatMul(inverse, t.Mul(_erase!, front));
        if (erased is not null)
            reads = t.Sub(reads, t.MatMul(scores, erased));
        return new Chunk(reads, t.MatMul(scores, written), t.Turned(Last(front)), t.Turned(t.Mul(_write, back)), written, erased, null);
    }

    private Chunk ByValue(LinearScanBlocks blocks)
    {
        var t = _tensors;
        var (front, back, inside) = blocks.ByValue(_value);
        var fades = t.Repeated(front, 3, _perState);
        return new Chunk(_read, inside, Last(front), t.Turned(_write), t.Mul(_value, back), null, fades);
    }

    private OnnxValue Last(OnnxValue factors) => _tensors.Part(factors, 3, _rows - 1, 1);

    /// <summary>Takes the states from chunk to chunk; gives the last ones and what is read, [B, H, chunks, rows, V].</summary>
    private IReadOnlyList<string> Carry(Chunk chunk)
    {
        List<(string Name, OnnxValue Value)> sequences =
        [
            ("reads", chunk.Reads), ("inside", chunk.Inside), ("total", chunk.Total), ("keeps", chunk.Keeps), ("written", chunk.Written),
        ];
        if (chunk.Erased is { } erased)
            sequences.Add(("erased", erased));
        if (chunk.Fades is { } fades)
            sequences.Add(("fades", fades));
        var inside = sequences.Select(s => s.Value.As(s.Name, new Shape(s.Value.Shape.Where((_, axis) => axis != 2))));
        return _onnx.AddWithBody(
            "Scan", [_start.Name, .. sequences.Select(s => s.Value.Name)], [_start.As("state", _start.Shape), .. inside], Step, ["state", "out"],
            OnnxAttribute.Of("num_scan_inputs", sequences.Count),
            OnnxAttribute.Of("scan_input_axes", sequences.Select(_ => 2).ToList()),
            OnnxAttribute.Of("scan_output_axes", [2]));

        IReadOnlyList<OnnxValue> Step(OnnxBuilder body, IReadOnlyList<OnnxValue> inputs)
        {
            var t = new OnnxTensors(body);
            var (state, reads, within, total, keeps, written) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5]);
            var read = t.MatMul(reads, state);
            if (chunk.Fades is not null)
                read = t.Mul(read, inputs[6]);
            if (chunk.Erased is not null)
                written = t.Sub(written, t.MatMul(inputs[6], state));
            return [t.Add(t.Mul(state, total), t.MatMul(keeps, written)), t.Add(read, within)];
        }
    }

    // [B, T or T * Writes, …] with the step first that comes first.
    private OnnxValue InOrder(OnnxValue x) => _scan.IsReversed ? _tensors.Flipped(x, 1) : x;

    // [B, T * Writes, heads, width] → [B, T, Writes, heads, width]
    private OnnxValue ByStep(OnnxValue x) =>
        InOrder(_tensors.Reshaped(x, [Batch, _scan.Length, _scan.Writes, x.Shape[2], x.Shape[3]]));

    // [B, T, Writes, heads, width] → [B, H, chunks, rows, width]
    private OnnxValue Chunked(OnnxValue x, double padding)
    {
        var t = _tensors;
        var (own, width) = (x.Shape[3], x.Shape[4]);
        var rows = t.Transposed(t.Reshaped(x, [Batch, Length, own, width]), 0, 2, 1, 3);
        var all = t.Padded(t.Repeated(rows, 1, Dim.DivideExactly(Heads, own)!), 2, 0, (_chunks * _filled) - Length, padding);
        return t.Padded(t.Reshaped(all, [Batch, Heads, _chunks, _filled, width]), 3, 0, _rows - _filled, padding);
    }

    // [B, H, chunks, rows, V] → [B, T, readers, V]
    private OnnxValue Whole(string chunks)
    {
        var t = _tensors;
        var width = _perState * Values;
        var rows = t.Reshaped(_value.As(chunks, new Shape([Batch, Heads, _chunks, _rows * _perState, Values])), [Batch, Heads, _chunks, _rows, width]);
        var steps = t.Part(t.Reshaped(t.Part(rows, 3, 0, _filled), [Batch, Heads, _chunks * _filled, width]), 2, 0, Length);
        var last = t.Part(t.Reshaped(steps, [Batch, Heads, _scan.Length, _scan.Writes, width]), 3, _scan.Writes - 1, 1);
        var read = t.Transposed(t.Reshaped(last, [Batch, Heads, _scan.Length, width]), 0, 2, 1, 3);
        return InOrder(t.Reshaped(read, [Batch, _scan.Length, Heads * _perState, Values]));
    }
}
