using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Runs a function as an instance: its arguments' types in, its results' types out.</summary>
/// <param name="States">Where the states are, for a later call of an instance: each call has states of its own. Null for the first.</param>
public sealed record Call(Function Callee, string Path, string? States = null) : Invocation(Callee, Path)
{
    /// <inheritdoc/>
    public override string StatePath => States ?? Path;

    /// <inheritdoc/>
    public override string Name => "call";

    /// <inheritdoc/>
    public override string Attributes =>
        Callee.Name + (Path.Length == 0 ? "" : $", {Path}") + (States is null ? "" : $", states: {States}");

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, Callee.Arguments.Count, Callee.Arguments.Count);
        foreach (var (operand, argument) in operands.Zip(Callee.Arguments, (operand, argument) => (operand, argument)))
            ExpectArgument(operand, argument);
        return Callee.Results.Select(result => result.Type).ToList();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        Interpreter.Run(Callee, context.Enter(Path), operands);

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        OnnxExporter.Inline(Callee, onnx.Enter(Path), operands);
}
