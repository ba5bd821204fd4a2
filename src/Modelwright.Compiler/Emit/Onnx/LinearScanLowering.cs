using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>Writes linear scans in ONNX.</summary>
internal sealed class LinearScanLowering
{
    private readonly LinearScan _scan;
    private readonly OnnxBuilder _onnx;
    private readonly OnnxValue _start;
    private readonly OnnxValue _decay;
    private readonly OnnxValue _read;

    // [B, T, Writes, heads, K or V]; what is erased comes last and may be missing.
    private readonly IReadOnlyList<OnnxValue> _written;

    /// <summary>Prepares the lowering of a scan.</summary>
    public LinearScanLowering(LinearScan scan, OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        (_scan, _onnx, _start, _decay, _read) = (scan, onnx, operands[0], operands[1], operands[4]);
        _written = new[] { operands[2], operands[3] }.Concat(operands.Skip(5)).Select(ByStep).ToList();
    }

    private Dim Batch => _start.Shape[0];

    private Dim Heads => _start.Shape[1];

    private Dim Keys => _start.Shape[2];

    private Dim Values => _start.Shape[3];

    private Dim Readers => LinearScan.Readers(Heads, _read.Shape[2]);

    /// <summary>Step by step, as a <c>Scan</c>.</summary>
    public IReadOnlyList<string> Sequential()
    {
        OnnxValue[] sequences = [_decay, _read, .. _written];
        string[] names = ["decay", "read", "write", "value", "erase"];
        var inside = sequences.Zip(names, (sequence, name) => sequence.As(name, Without(sequence.Shape, 1)));
        return _onnx.AddWithBody(
            "Scan", [_start.Name, .. sequences.Select(s => s.Name)], [_start.As("state", _start.Shape), .. inside], Step, ["state", "out"],
            OnnxAttribute.Of("num_scan_inputs", sequences.Length),
            OnnxAttribute.Of("scan_input_axes", sequences.Select(_ => 1).ToList()),
            OnnxAttribute.Of("scan_input_directions", sequences.Select(_ => _scan.IsReversed ? 1 : 0).ToList()),
            OnnxAttribute.Of("scan_output_axes", [1]),
            OnnxAttribute.Of("scan_output_directions", [_scan.IsReversed ? 1 : 0]));
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
        var rowsRead = OfHeads(body, read);
        var perState = Dim.DivideExactly(readers, heads)!;
        var grouped = body.Reshape(rowsRead, new Shape([Batch, heads, perState, Keys]));
        var sums = body.Add("MatMul", [grouped, state]);
        var output = body.Reshape(_read.As(sums, new Shape([Batch, heads, perState, Values])), new Shape([Batch, readers, Values]));
        return [_start.As(state, _start.Shape), _read.As(output, new Shape([Batch, readers, Values]))];
    }

    private static string AsRow(OnnxBuilder body, OnnxValue row) => body.Add("Unsqueeze", [row.Name, body.Vector(2)]);

    // [B, Writes, heads, width] → [B, heads, width]
    private static OnnxValue Pick(OnnxBuilder body, OnnxValue x, int n) => x.Shape.Rank == 3
        ? x
        : x.As(body.Add("Gather", [x.Name, body.Scalar(ElementType.Int64, n)], OnnxAttribute.Of("axis", 1)), Without(x.Shape, 1));

    // [B, heads, width] with a row for each state, or for each that is read.
    private OnnxValue OfHeads(OnnxBuilder body, OnnxValue x)
    {
        var own = x.Shape[1];
        var group = Dim.DivideExactly(Heads, own);
        if (group is null || group.Equals(Dim.One))
            return x;
        var unit = x.As(body.Add("Unsqueeze", [x.Name, body.Vector(2)]), new Shape([Batch, own, 1, x.Shape[2]]));
        var spread = unit.Shape.With(2, group);
        var shape = new Shape([Batch, Heads, x.Shape[2]]);
        return x.As(body.Reshape(x.As(body.Expand(unit, spread), spread), shape), shape);
    }

    private OnnxValue ByStep(OnnxValue x)
    {
        if (_scan.Writes == 1)
            return x;
        var shape = new Shape([x.Shape[0], _scan.Length, _scan.Writes, x.Shape[2], x.Shape[3]]);
        return x.As(_onnx.Reshape(x, shape), shape);
    }

    private static Shape Without(Shape shape, int axis) => new(shape.Where((_, i) => i != axis));
}
