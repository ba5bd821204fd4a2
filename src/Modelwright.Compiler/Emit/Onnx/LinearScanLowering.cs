using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// Writes linear scans in ONNX: a sequence of some length in chunks, a shorter one step by step. Which of the two it is, is
/// decided when the model runs, so that one graph serves a whole sequence and a single step.
/// </summary>
internal sealed class LinearScanLowering
{
    // A chunk takes about as long as this part of its steps one by one, however many it holds.
    private const int PartOfChunk = 4;

    private readonly LinearScan _scan;
    private readonly OnnxValue _start;
    private readonly OnnxValue _decay;
    private readonly OnnxValue _read;

    // Write, value and perhaps what is erased.
    private readonly IReadOnlyList<OnnxValue> _written;

    /// <summary>Prepares the lowering of a scan.</summary>
    public LinearScanLowering(LinearScan scan, IReadOnlyList<OnnxValue> operands)
    {
        (_scan, _start, _decay, _read) = (scan, operands[0], operands[1], operands[4]);
        _written = [operands[2], operands[3], .. operands.Skip(5)];
    }

    private Dim Batch => _start.Shape[0];

    private Dim Heads => _start.Shape[1];

    private Dim Keys => _start.Shape[2];

    private Dim Values => _start.Shape[3];

    private Dim Readers => LinearScan.Readers(Heads, _read.Shape[2]);

    /// <summary>Adds the nodes and names the results.</summary>
    public IReadOnlyList<string> Write(OnnxBuilder onnx)
    {
        var shortest = Math.Max(1, onnx.Chunk / PartOfChunk);
        if (onnx.Chunk == 1 || !LinearScanChunks.Fit(_decay, _written) || _scan.Length.Value <= shortest)
            return Sequential(onnx);
        if (_scan.Length.IsConstant)
            return InChunks(onnx);
        var isShort = onnx.Add("LessOrEqual", [onnx.Extent(_scan.Length), onnx.Vector(shortest)]);
        return onnx.AddChoice(isShort, branch => Typed(Sequential(branch)), branch => Typed(InChunks(branch)), ["state", "out"]);
    }

    private IReadOnlyList<string> InChunks(OnnxBuilder onnx) => new LinearScanChunks(onnx, _scan, _start, _decay, _read, _written).Write();

    private List<OnnxValue> Typed(IReadOnlyList<string> results) =>
        [_start.As(results[0], _start.Shape), _start.As(results[1], new Shape([Batch, _scan.Length, Readers, Values]))];

    /// <summary>Step by step, as a <c>Scan</c>.</summary>
    private IReadOnlyList<string> Sequential(OnnxBuilder onnx)
    {
        List<OnnxValue> sequences = [_decay, _read, .. _written.Select(ByStep)];
        string[] names = ["decay", "read", "write", "value", "erase"];
        var inside = sequences.Zip(names, (sequence, name) => sequence.As(name, Without(sequence.Shape, 1)));
        return onnx.AddWithBody(
            "Scan", [_start.Name, .. sequences.Select(s => s.Name)], [_start.As("state", _start.Shape), .. inside], Step, ["state", "out"],
            OnnxAttribute.Of("num_scan_inputs", sequences.Count),
            OnnxAttribute.Of("scan_input_axes", sequences.Select(_ => 1).ToList()),
            OnnxAttribute.Of("scan_input_directions", sequences.Select(_ => _scan.IsReversed ? 1 : 0).ToList()),
            OnnxAttribute.Of("scan_output_axes", [1]),
            OnnxAttribute.Of("scan_output_directions", [_scan.IsReversed ? 1 : 0]));

        // The writes of a step get an axis of their own.
        OnnxValue ByStep(OnnxValue x)
        {
            if (_scan.Writes == 1)
                return x;
            var shape = new Shape([Batch, _scan.Length, _scan.Writes, x.Shape[2], x.Shape[3]]);
            return x.As(onnx.Reshape(x, shape), shape);
        }
    }

    private IReadOnlyList<OnnxValue> Step(OnnxBuilder body, IReadOnlyList<OnnxValue> inputs)
    {
        var (decay, read, written) = (inputs[1], inputs[2], inputs.Skip(3).ToList());
        var state = body.Add("Mul", [inputs[0].Name, decay.Name]);
        for (var n = 0; n < _scan.Writes; n++)
        {
            var rows = written.Select(x => OfHeads(body, Pick(body, x, n))).ToList();
            var error = AsRow(body, rows[1]);
            if (rows.Count > 2)
                error = body.Add("Sub", [error, body.Add("MatMul", [AsRow(body, rows[2]), state])]);
            state = body.Add("Add", [state, body.Add("Mul", [body.Add("Unsqueeze", [rows[0].Name, body.Vector(3)]), error])]);
        }

        var (heads, readers) = (Heads, Readers);
        var perState = Dim.DivideExactly(readers, heads)!;
        var grouped = body.Reshape(OfHeads(body, read), new Shape([Batch, heads, perState, Keys]));
        var sums = body.Add("MatMul", [grouped, state]);
        var output = new Shape([Batch, readers, Values]);
        return [_start.As(state, _start.Shape), _read.As(body.Reshape(_read.As(sums, new Shape([Batch, heads, perState, Values])), output), output)];
    }

    private static string AsRow(OnnxBuilder body, OnnxValue row) => body.Add("Unsqueeze", [row.Name, body.Vector(2)]);

    // [B, Writes, heads, width] → [B, heads, width]
    private static OnnxValue Pick(OnnxBuilder body, OnnxValue x, int n) => x.Shape.Rank == 3
        ? x
        : x.As(body.Add("Gather", [x.Name, body.Scalar(ElementType.Int64, n)], OnnxAttribute.Of("axis", 1)), Without(x.Shape, 1));

    // [B, heads, width] with a row for each state, or for each that is read.
    private OnnxValue OfHeads(OnnxBuilder body, OnnxValue x)
    {
        var group = Dim.DivideExactly(Heads, x.Shape[1]);
        return group is null || group.Equals(Dim.One)
            ? x
            : x.As(new Repeat(1, group).LowerToOnnx(body, [x])[0], x.Shape.With(1, Heads));
    }

    private static Shape Without(Shape shape, int axis) => new(shape.Where((_, i) => i != axis));
}
