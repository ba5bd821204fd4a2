using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Whether an element is among the <paramref name="K"/> greatest of its line: x and perhaps a mask that broadcasts to it →
/// bool in the shape of x. The lower index wins a tie, and NaN counts as negative infinity. Only where the mask holds an element takes
/// part; where fewer than K do, all of them are chosen.
/// </summary>
/// <param name="Axis">The axis along which elements are compared.</param>
/// <param name="K">How many are chosen, at least 1.</param>
public sealed record TopK(int Axis, long K) : AxisOperator(Axis)
{
    /// <inheritdoc/>
    public override string Name => "topk";

    /// <inheritdoc/>
    public override string Attributes => FormattableString.Invariant($"{K}, axis: {Axis}");

    /// <inheritdoc/>
    protected override bool TakesMask => true;

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => K * operands[0].Shape.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var mask = MaskOf(operands);
        var lines = new AxisLines(x.Shape, Axis);
        var result = new DenseTensor(x.Shape);
        for (var i = 0; i < lines.Count; i++)
        {
            // A stable sort keeps the lower index first.
            var chosen = lines.Elements(i, mask)
                .OrderByDescending(at => double.IsNaN(x.Data[at]) ? double.NegativeInfinity : x.Data[at])
                .Take((int)Math.Min(K, lines.Extent));
            foreach (var at in chosen)
                result.Data[at] = 1;
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        // Above the least of the K greatest everything is chosen; equal to it the first that there is still room for.
        var (x, mask) = (operands[0], operands.Count == 2 ? operands[1].Name : null);
        var candidates = MaskedOrder.Lower(onnx, x, mask);
        var (least, count) = LeastChosen(onnx, x, candidates);
        var above = onnx.Add("Greater", [candidates, least]);
        var equal = onnx.Add("Equal", [candidates, least]);
        var place = onnx.Add("CumSum", [onnx.Cast(equal, ElementType.Int64), onnx.Scalar(ElementType.Int64, Axis)]);
        var taken = onnx.Add("ReduceSum", [onnx.Cast(above, ElementType.Int64), onnx.Vector(Axis)], OnnxAttribute.Of("keepdims", 1));
        var fits = onnx.Add("LessOrEqual", [place, onnx.Add("Sub", [count, taken])]);
        var chosen = onnx.Add("Or", [above, onnx.Add("And", [equal, fits])]);
        return [mask is null ? chosen : onnx.Add("And", [chosen, mask])];
    }

    // ONNX Runtime's TopK crashes where there is nothing, so wherever there may be nothing it is given one more, below all others.
    private (string Least, string Count) LeastChosen(OnnxBuilder onnx, OnnxValue x, string candidates)
    {
        var open = Enumerable.Range(0, x.Shape.Rank).Where(axis => !x.Shape[axis].IsConstant).ToList();
        var (among, extent) = (candidates, x.Shape[Axis]);
        if (open.Count > 0)
        {
            var after = x.Shape.Select((_, axis) => open.Contains(axis) ? Dim.One : Dim.Zero).ToList();
            var last = onnx.Scalar(MaskedOrder.Type(x), MaskedOrder.Type(x).Least());
            among = onnx.Pad(candidates, after.Select(_ => Dim.Zero), after, last);
            extent = open.Contains(Axis) ? extent + Dim.One : extent;
        }

        var count = extent.Value is { } n ? onnx.Vector(Math.Min(K, n)) : onnx.Add("Min", [onnx.Vector(K), onnx.Extent(extent)]);
        var greatest = onnx.Add("TopK", [among, count], ["greatest", "places"], OnnxAttribute.Of("axis", Axis))[0];
        var least = onnx.Add("ReduceMin", [greatest, onnx.Vector(Axis)], OnnxAttribute.Of("keepdims", 1));
        open.Remove(Axis);
        return open.Count == 0 ? (least, count) : (onnx.Add("Slice", [least, onnx.Vector(open.Select(_ => 0L).ToArray()), Ends(), Axes(open)]), count);

        string Axes(IEnumerable<int> axes) => onnx.Vector(axes.Select(axis => (long)axis).ToArray());

        string Ends() => open.Count == 1
            ? onnx.Extent(x.Shape[open[0]])
            : onnx.Add("Concat", open.Select(axis => onnx.Extent(x.Shape[axis])).ToList(), OnnxAttribute.Of("axis", 0));
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => element.IsNumber();

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => x with { Element = ElementType.Bool };
}
