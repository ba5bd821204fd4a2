using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// What a function that depends on parameters and constants alone gives for an instance: the same in every call, so it is
/// computed once for each instance, when weights are loaded. Takes nothing.
/// </summary>
/// <param name="Callee">The function. It has no arguments, no symbolic extent and no state.</param>
/// <param name="Path">The instance's path.</param>
public sealed record Prepare(Function Callee, string Path) : Invocation(Callee, Path)
{
    /// <inheritdoc/>
    public override string Name => "prepare";

    /// <inheritdoc/>
    public override string Attributes => Callee.Name + (Path.Length == 0 ? "" : $", {Path}");

    /// <summary>A call of the model runs it never.</summary>
    public override Dim Times => Dim.Zero;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        if (Callee.Arguments.Count > 0)
            throw Refusal($"{Callee.Name} takes arguments");
        if (Callee.Results.FirstOrDefault(result => result.Shape.Any(extent => !extent.IsConstant)) is { } result)
            throw Refusal($"{Callee.Name} gives {result.Type}, which is not known when weights are loaded");
        return Callee.Results.Select(r => r.Type).ToList();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands) =>
        Interpreter.Run(Callee, context.Enter(Path), operands);

    /// <summary>Stays in the graph: who loads it computes what depends on initializers alone, as ONNX Runtime does.</summary>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        OnnxExporter.Inline(Callee, onnx.Enter(Path), operands);
}
