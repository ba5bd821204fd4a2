using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Passes.Simplification;

/// <summary>
/// Computes in double precision what depends on constants alone, up to a size, and drops arithmetic that changes nothing:
/// <c>x * 1</c>, <c>x + 0</c>, a choice whose condition is known. Assumes nothing; guarantees that what is equal
/// everywhere is a scalar or its expansion, and that a square is a product.
/// </summary>
public static class ConstantFolding
{
    // A table of positions or masks of a usual size; beyond it the result is worth more as arithmetic than as text.
    private const long LargestResult = 65536;

    private static readonly EvaluationContext NoContext = new(
        name => throw new InvalidOperationException($"'{name}' is no constant"),
        path => throw new InvalidOperationException($"'{path}' is no constant"));

    /// <summary>Runs the pass.</summary>
    public static ModelGraph Run(ModelGraph graph) => Rewriter.Run(graph, _ =>
    {
        var known = new Dictionary<Value, DenseTensor>();
        return (to, node, inputs) =>
        {
            if (node.Results.Count == 1 && Simplify(to, node, inputs) is { } simpler)
                return [simpler];
            if (Evaluate(node, inputs, known) is not { } tensor)
                return null;
            var value = Write(to, node, inputs, tensor);
            known[value] = tensor;
            return [value];
        };
    });

    private static Value? Simplify(Rewriter to, Node node, IReadOnlyList<Value> inputs)
    {
        var constants = inputs.Select(Building.Uniform).ToList();
        return node.Operator switch
        {
            Add => constants[1] == 0 ? Same(0) : constants[0] == 0 ? Same(1) : null,
            Sub => constants[1] == 0 ? Same(0) : null,
            Mul => constants[1] == 1 ? Same(0) : constants[0] == 1 ? Same(1) : null,
            Div => constants[1] == 1 ? Same(0) : null,
            Pow when constants[1] == 1 => Same(0),
            Pow when constants[1] == 2 && inputs[0].Type.Equals(node.Result.Type) => to.Add(new Mul(), inputs[0], inputs[0]),
            And => constants[1] == 1 || constants[0] == 0 ? Expanded(0) : constants[0] == 1 || constants[1] == 0 ? Expanded(1) : null,
            Or => constants[1] == 0 || constants[0] == 1 ? Expanded(0) : constants[0] == 0 || constants[1] == 1 ? Expanded(1) : null,
            Select => constants[0] is { } condition ? Expanded(condition != 0 ? 1 : 2) : inputs[1] == inputs[2] ? Expanded(1) : null,
            Cast => Same(0),
            Neg or Not when inputs[0].Producer.Operator.Equals(node.Operator) => inputs[0].Producer.Inputs[0],
            AxisOperator when constants.Skip(1).Contains(1) => to.Add(node.Operator, inputs[0]),
            _ => null,
        };

        Value? Same(int operand) => inputs[operand].Type.Equals(node.Result.Type) ? inputs[operand] : null;

        Value Expanded(int operand) => to.Expanded(inputs[operand], node.Result.Shape);
    }

    private static DenseTensor? Evaluate(Node node, IReadOnlyList<Value> inputs, Dictionary<Value, DenseTensor> known)
    {
        if (node.Operator is Argument or LoadParameter or History or Invocation ||
            node.Results.Count != 1 || !inputs.All(known.ContainsKey) || node.Result.Shape.Count.Value is not (>= 0 and <= LargestResult))
            return null;
        try
        {
            return node.Operator.Evaluate(NoContext, inputs.Select(input => known[input]).ToList())[0].As(node.Result.Type.Element);
        }
        catch (ArgumentException)
        {
            // An index outside its axis is an error where the model runs, if it runs there at all; other back ends hold every int64.
            return null;
        }
    }

    private static Value Write(Rewriter to, Node node, IReadOnlyList<Value> inputs, DenseTensor tensor)
    {
        var (type, data) = (node.Result.Type, tensor.Data);
        if (data.Length > 1 && data.All(x => x.Equals(data[0])))
            return node.Operator is Expand && inputs[0].Shape.Rank == 0
                ? to.Keep(node, inputs)[0]
                : to.Expanded(to.AddScalar(type.Element, data[0]), type.Shape);

        // These write nothing down that a back end could not as well compute while it reads.
        return node.Operator is Constant or Iota or Expand or Repeat
            ? to.Keep(node, inputs)[0]
            : to.Add(new Constant(type, new EquatableList<double>(data)));
    }
}
