using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>
/// Writes diagonal scans in ONNX. A sequence longer than a chunk takes two scans: one along a chunk, which computes all chunks at
/// once as if each began with nothing, and one over the chunks, which carries the state. What a chunk begins with then reaches each of its
/// steps times the factors up to it.
/// </summary>
internal sealed class DiagonalScanLowering(DiagonalScan scan, IReadOnlyList<OnnxValue> operands)
{
    private readonly OnnxValue _start = operands[0];
    private readonly OnnxValue _decay = operands[1];
    private readonly OnnxValue _input = operands[2];

    /// <summary>Adds the nodes and names the results.</summary>
    public IReadOnlyList<string> Write(OnnxBuilder onnx)
    {
        if (onnx.Chunk == 1 || scan.Length.Value <= onnx.Chunk)
            return Sequential(onnx);
        if (scan.Length.IsConstant)
            return InChunks(onnx);
        var isShort = onnx.Add("LessOrEqual", [onnx.Extent(scan.Length), onnx.Vector(onnx.Chunk)]);
        return onnx.AddChoice(isShort, branch => Typed(Sequential(branch)), branch => Typed(InChunks(branch)), ["state", "states"]);
    }

    private List<OnnxValue> Typed(IReadOnlyList<string> results) => [_start.As(results[0], _start.Shape), _input.As(results[1], _input.Shape)];

    private IReadOnlyList<string> Sequential(OnnxBuilder onnx) => onnx.AddWithBody(
        "Scan", operands.Select(o => o.Name).ToList(),
        [_start.As("state", _start.Shape), _start.As("decay", _start.Shape), _start.As("input", _start.Shape)],
        (body, inputs) =>
        {
            var next = Next(body, inputs);
            return [next, next];
        },
        ["state", "states"],
        OnnxAttribute.Of("num_scan_inputs", 2),
        OnnxAttribute.Of("scan_input_axes", [scan.Axis, scan.Axis]),
        OnnxAttribute.Of("scan_input_directions", Directions(2)),
        OnnxAttribute.Of("scan_output_axes", [scan.Axis]),
        OnnxAttribute.Of("scan_output_directions", Directions(1)));

    private IReadOnlyList<string> InChunks(OnnxBuilder onnx)
    {
        var (axis, steps) = (scan.Axis, onnx.Chunk);
        var t = new OnnxTensors(onnx);
        var chunks = Dim.FloorDivide(scan.Length + (steps - 1), steps);
        var (decay, input) = (Chunked(_decay, 1), Chunked(_input, 0));
        var each = new Shape(decay.Shape.Where((_, i) => i != axis + 1));
        var inside = onnx.AddWithBody(
            "Scan", [Filled(0), Filled(1), decay.Name, input.Name],
            [_start.As("state", each), _start.As("product", each), _start.As("decay", each), _start.As("input", each)],
            (body, inputs) =>
            {
                var next = Next(body, [inputs[0], inputs[2], inputs[3]]);
                var product = inputs[1].As(body.Add("Mul", [inputs[1].Name, inputs[2].Name]), each);
                return [next, product, next, product];
            },
            ["last", "total", "states", "products"],
            OnnxAttribute.Of("num_scan_inputs", 2),
            OnnxAttribute.Of("scan_input_axes", [axis + 1, axis + 1]),
            OnnxAttribute.Of("scan_output_axes", [axis + 1, axis + 1]));
        var carried = onnx.AddWithBody(
            "Scan", [_start.Name, inside[1], inside[0]],
            [_start.As("state", _start.Shape), _start.As("total", _start.Shape), _start.As("last", _start.Shape)],
            (body, inputs) => [Next(body, inputs), inputs[0]],
            ["state", "before"],
            OnnxAttribute.Of("num_scan_inputs", 2),
            OnnxAttribute.Of("scan_input_axes", [axis, axis]),
            OnnxAttribute.Of("scan_output_axes", [axis]));
        var before = t.Opened(_start.As(carried[1], each), axis + 1);
        var states = t.Add(_input.As(inside[2], input.Shape), t.Mul(_input.As(inside[3], input.Shape), before));
        var whole = t.Part(t.Reshaped(states, [.. Outer, chunks * steps, .. Inner]), axis, 0, scan.Length);
        return [carried[0], InOrder(whole).Name];

        OnnxValue Chunked(OnnxValue x, double padding) => t.Reshaped(
            t.Padded(InOrder(x), axis, 0, (chunks * steps) - scan.Length, padding), [.. Outer, chunks, steps, .. Inner]);

        OnnxValue InOrder(OnnxValue x) => scan.IsReversed ? t.Flipped(x, axis) : x;

        string Filled(double number) => onnx.Expand(_start.As(onnx.Scalar(_start.Type.Element, number), Shape.Scalar), each);
    }

    private IEnumerable<Dim> Outer => _input.Shape.Take(scan.Axis);

    private IEnumerable<Dim> Inner => _input.Shape.Skip(scan.Axis + 1);

    // A state, a factor and an input.
    private static OnnxValue Next(OnnxBuilder body, IReadOnlyList<OnnxValue> inputs) =>
        inputs[0].As(body.Add("Add", [body.Add("Mul", [inputs[1].Name, inputs[0].Name]), inputs[2].Name]), inputs[0].Shape);

    private IReadOnlyList<int> Directions(int count) => Enumerable.Repeat(scan.IsReversed ? 1 : 0, count).ToList();
}
