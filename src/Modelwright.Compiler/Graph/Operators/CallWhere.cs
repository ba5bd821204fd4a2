using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// Runs a function as an instance on the rows that a mask chooses, and on no others: mask bool [rows…], then the callee's
/// arguments → [rows…, …], 0 in every row that is not chosen. An expert of a mixture is such a function.
/// <list type="bullet">
/// <item>An argument that the callee takes as [<see cref="Rows"/>, …] is given as [rows…, …], of which it sees the chosen
/// rows in order; any other is the same for all rows.</item>
/// <item>The callee's results are [<see cref="Rows"/>, …], and it computes each row from that row alone.</item>
/// </list>
/// </summary>
/// <param name="Callee">The function. It keeps no state.</param>
/// <param name="Path">The instance's path.</param>
public sealed record CallWhere(Function Callee, string Path) : Invocation(Callee, Path)
{
    /// <summary>How many rows are chosen: an extent that only the callee has. No dimension of a model begins with a small letter.</summary>
    public static Dim Rows { get; } = Dim.Symbol("rows");

    /// <inheritdoc/>
    public override string Name => "callwhere";

    /// <inheritdoc/>
    public override string Attributes => Callee.Name + (Path.Length == 0 ? "" : $", {Path}");

    /// <inheritdoc/>
    public override int Leading => 1;

    /// <summary>Whether an argument of the callee, or a result, has the rows.</summary>
    public static bool HasRows(Value value) => value.Shape.Rank > 0 && value.Shape[0].Equals(Rows);

    /// <inheritdoc/>
    public override Dim FlopsFrom(Dim callee, IReadOnlyList<TensorType> operands) =>
        callee.Substitute(symbol => symbol == Rows.SymbolName ? operands[0].Shape.Count : null);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1 + Callee.Arguments.Count, 1 + Callee.Arguments.Count);
        var mask = operands[0];
        if (mask.Element != ElementType.Bool)
            throw Refusal($"the mask is {mask.Element.Keyword()}, not bool");
        foreach (var (operand, argument) in operands.Skip(1).Zip(Callee.Arguments, (operand, argument) => (operand, argument)))
            ExpectArgument(HasRows(argument) ? Chosen(operand, mask.Shape) : operand, argument);
        if (Callee.Results.FirstOrDefault(result => !HasRows(result)) is { } other)
            throw Refusal($"{Callee.Name} gives {other.Type}, which has no rows");
        return Callee.Results.Select(result => result.Type with { Shape = new Shape(mask.Shape.Concat(result.Shape.Skip(1))) }).ToList();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var mask = operands[0];
        var chosen = Enumerable.Range(0, mask.Data.Length).Where(row => mask.Data[row] != 0).ToList();
        var inside = context.Enter(Path).With(Rows.SymbolName!, chosen.Count);
        var arguments = operands.Skip(1).Zip(Callee.Arguments, (operand, argument) => HasRows(argument) ? Gather(operand) : operand);
        var outputs = chosen.Count == 0 ? null : Interpreter.Run(Callee, inside, arguments.ToList());
        return Callee.Results.Select((result, i) => Scatter(outputs?[i], inside.Extents(result.Shape).Skip(1))).ToList();

        DenseTensor Gather(DenseTensor x)
        {
            var inner = x.Shape.Skip(mask.Rank).ToArray();
            var rows = new DenseTensor([chosen.Count, .. inner]);
            var width = inner.Aggregate(1, (count, extent) => count * extent);
            for (var i = 0; i < chosen.Count; i++)
                Array.Copy(x.Data, chosen[i] * width, rows.Data, i * width, width);
            return rows;
        }

        DenseTensor Scatter(DenseTensor? rows, IEnumerable<int> inner)
        {
            var result = new DenseTensor([.. mask.Shape, .. inner]);
            var width = rows is null ? 0 : rows.Data.Length / chosen.Count;
            for (var i = 0; width > 0 && i < chosen.Count; i++)
                Array.Copy(rows!.Data, i * width, result.Data, chosen[i] * width, width);
            return result;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var (mask, inside) = (operands[0], onnx.Enter(Path));
        var flat = onnx.Reshape(mask, new Shape([mask.Shape.Count]));
        var chosen = inside.Add("Squeeze", [inside.Add("NonZero", [flat]), inside.Vector(0)]);
        var places = inside.Add("Unsqueeze", [chosen, inside.Vector(1)]);
        var arguments = operands.Skip(1).Zip(Callee.Arguments, (operand, argument) => HasRows(argument) ? Gather(operand, argument.Type) : operand);
        var results = OnnxExporter.Inline(Callee, inside.Counting(Rows.SymbolName!, inside.Add("Shape", [chosen])), arguments.ToList());
        return results.Zip(Callee.Results, (rows, result) => Scatter(rows, result.Type)).ToList();

        OnnxValue Gather(OnnxValue x, TensorType type)
        {
            var rows = onnx.Reshape(x, new Shape([mask.Shape.Count, .. type.Shape.Skip(1)]));
            return new OnnxValue(inside.Add("Gather", [rows, chosen], OnnxAttribute.Of("axis", 0)), type);
        }

        string Scatter(string rows, TensorType type)
        {
            var all = new Shape([mask.Shape.Count, .. type.Shape.Skip(1)]);
            var zeros = onnx.Expand(new OnnxValue(onnx.Scalar(type.Element, 0), new TensorType(type.Element)), all);
            var value = new OnnxValue(inside.Add("ScatterND", [zeros, places, rows]), type with { Shape = all });
            return onnx.Reshape(value, new Shape(mask.Shape.Concat(type.Shape.Skip(1))));
        }
    }

    private TensorType Chosen(TensorType operand, Shape rows)
    {
        if (!operand.Shape.Take(rows.Rank).SequenceEqual(rows))
            throw Refusal($"{operand.Shape} does not begin with the rows {rows} of the mask");
        return operand with { Shape = new Shape([Rows, .. operand.Shape.Skip(rows.Rank)]) };
    }
}
