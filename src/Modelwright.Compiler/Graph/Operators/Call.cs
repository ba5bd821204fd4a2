using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Runs a function as an instance: its arguments' types in, its results' types out.</summary>
/// <param name="Callee">The function.</param>
/// <param name="Path">
/// The instance's path such as <c>layers.3</c>: the callee's parameter <c>p</c> is this function's <c>layers.3.p</c>, and so
/// for its states. An empty path adds nothing.
/// </param>
public sealed record Call(Function Callee, string Path) : Operator
{
    /// <inheritdoc/>
    public override string Name => "call";

    /// <inheritdoc/>
    public override string Attributes => Path.Length == 0 ? Callee.Name : $"{Callee.Name}, {Path}";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, Callee.Arguments.Count, Callee.Arguments.Count);
        foreach (var (operand, argument) in operands.Zip(Callee.Arguments, (operand, argument) => (operand, argument)))
        {
            if (!operand.Equals(argument.Type))
                throw Refusal($"{Callee.Name} takes {argument.Type} as '{((Argument)argument.Producer.Operator).Label}', not {operand}");
        }

        return Callee.Results.Select(result => result.Type).ToList();
    }

    /// <summary>What the callee's nodes take together.</summary>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => Callee.Nodes.Aggregate(
        Dim.Zero, (sum, node) => sum + node.Operator.Flops(node.Inputs.Select(v => v.Type).ToList()));

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        Interpreter.Run(Callee, context.Enter(Path), operands);

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        OnnxExporter.Inline(Callee, onnx.Enter(Path), operands);

}
