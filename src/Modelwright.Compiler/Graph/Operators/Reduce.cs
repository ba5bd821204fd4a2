using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>How a line becomes one element.</summary>
public enum ReduceKind
{
    /// <summary>The sum of numbers; 0 over nothing.</summary>
    Sum,

    /// <summary>The mean of floating-point values; NaN over nothing.</summary>
    Mean,

    /// <summary>The product of numbers; 1 over nothing.</summary>
    Prod,

    /// <summary>The greatest number; NaN over nothing.</summary>
    Max,

    /// <summary>The least number; NaN over nothing.</summary>
    Min,

    /// <summary>The logarithm of the sum of exponentials of floating-point values; NaN over nothing.</summary>
    LogSumExp,

    /// <summary>Whether some bool holds; false over nothing.</summary>
    Any,

    /// <summary>Whether every bool holds; true over nothing.</summary>
    All,
}

/// <summary>
/// Combines the elements along an axis, which disappears: x [a…, n, b…] and perhaps a mask that broadcasts to it
/// → [a…, b…]. Only where the mask holds an element takes part.
/// </summary>
/// <param name="Kind">How.</param>
/// <param name="Axis">The axis.</param>
public sealed record Reduce(ReduceKind Kind, int Axis) : AxisOperator(Axis)
{
    private const int LongestProduct = 64;

    /// <inheritdoc/>
    public override string Name => "reduce";

    /// <inheritdoc/>
    public override string Attributes => $"{Kind.ToString().ToLowerInvariant()}, axis: {Axis}";

    /// <inheritdoc/>
    protected override bool TakesMask => true;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var x = operands[0];
        var mask = MaskOf(operands);
        var lines = new AxisLines(x.Shape, Axis);
        var result = new DenseTensor(x.Shape.Where((_, axis) => axis != Axis).ToArray());
        var line = new List<double>(lines.Extent);
        for (var i = 0; i < lines.Count; i++)
        {
            line.Clear();
            foreach (var at in lines.Elements(i, mask))
                line.Add(x.Data[at]);
            result.Data[i] = x.Element.IsInteger() && Kind is ReduceKind.Sum or ReduceKind.Prod ? x.Element.Wrap(Integer(line)) : Combine(line);
        }

        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var (x, element) = (operands[0], operands[0].Type.Element);
        var mask = operands.Count == 2 ? operands[1] : null;
        return Kind switch
        {
            ReduceKind.Any => [IsAny(mask is null ? x.Name : onnx.Add("And", [mask.Name, x.Name]))],
            ReduceKind.All => [onnx.Add("Not", [IsAny(mask is null ? Not(x) : onnx.Add("And", [mask.Name, Not(x)]))])],
            ReduceKind.Mean when mask is not null => [onnx.Add("Div", [Along("ReduceSum", Inside(0)), Along("ReduceSum", Ones())])],
            ReduceKind.Sum or ReduceKind.Mean => [Along("Reduce" + Kind, Inside(0))],
            ReduceKind.Prod when element.IsInteger() && x.Shape[Axis].Value is > 0 and <= LongestProduct and var count => [Factors(Inside(1), (int)count)],
            ReduceKind.Prod => [Along("ReduceProd", Inside(1))],
            ReduceKind.Max or ReduceKind.LogSumExp => [Along("Reduce" + Kind, Inside(element.Least()))],
            ReduceKind.Min => [Along("ReduceMin", Inside(element.Greatest()))],
            _ => throw new InvalidOperationException($"there is no reduction {Kind}"),
        };

        string Along(string reduction, string value) =>
            onnx.Add(reduction, [value, onnx.Vector(Axis)], OnnxAttribute.Of("keepdims", 0));

        // ONNX Runtime's product of integers ends at the range instead of wrapping.
        string Factors(string value, int count) => Enumerable.Range(0, count)
            .Select(i => onnx.Add("Gather", [value, onnx.Scalar(ElementType.Int64, i)], OnnxAttribute.Of("axis", Axis)))
            .Aggregate((product, factor) => onnx.Add("Mul", [product, factor]));

        string Inside(double outside) => mask is null ? x.Name : onnx.Add("Where", [mask.Name, x.Name, onnx.Scalar(element, outside)]);

        string Ones() => onnx.Cast(onnx.Add("Expand", [mask!.Name, onnx.Add("Shape", [x.Name])]), element);

        string Not(OnnxValue value) => onnx.Add("Not", [value.Name]);

        // Counting works over nothing too, where ONNX Runtime's maximum doesn't.
        string IsAny(string value) => onnx.Add(
            "Greater", [Along("ReduceSum", onnx.Cast(value, ElementType.Int32)), onnx.Scalar(ElementType.Int32, 0)]);
    }

    /// <inheritdoc/>
    protected override bool Accepts(ElementType element) => Kind switch
    {
        ReduceKind.Any or ReduceKind.All => element == ElementType.Bool,
        ReduceKind.Mean or ReduceKind.LogSumExp => element.IsFloat(),
        _ => element.IsNumber(),
    };

    /// <inheritdoc/>
    protected override TensorType InferResult(TensorType x) => new(x.Element, WithoutAxis(x.Shape));

    private double Combine(List<double> line) => Kind switch
    {
        ReduceKind.Sum => line.Sum(),
        ReduceKind.Prod => line.Aggregate(1.0, (product, x) => product * x),
        ReduceKind.Any => line.Any(x => x != 0) ? 1 : 0,
        ReduceKind.All => line.All(x => x != 0) ? 1 : 0,
        _ when line.Count == 0 => double.NaN,
        ReduceKind.Mean => line.Average(),
        ReduceKind.Max => line.Aggregate(Math.Max),
        ReduceKind.Min => line.Aggregate(Math.Min),
        ReduceKind.LogSumExp => LogSumExp(line),
        _ => throw new InvalidOperationException($"there is no reduction {Kind}"),
    };

    /// <summary>Sums and products of integers, exact in the digits that 64 bits keep.</summary>
    private long Integer(List<double> line) => unchecked(Kind == ReduceKind.Sum
        ? line.Aggregate(0L, (sum, x) => sum + (long)x)
        : line.Aggregate(1L, (product, x) => product * (long)x));

    private static double LogSumExp(List<double> line)
    {
        var max = line.Aggregate(Math.Max);
        return double.IsInfinity(max) ? max : max + PortableMath.Log(line.Sum(x => PortableMath.Exp(x - max)));
    }
}
