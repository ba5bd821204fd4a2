using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>a where the condition holds, else b, element by element; the condition is bool, a and b of one type, all broadcast.</summary>
public sealed record Select : PointwiseOperator
{
    /// <inheritdoc/>
    public override string Name => "select";

    /// <inheritdoc/>
    public override string CSharp => "L.Select({0}, {1}, {2})";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 3, 3);
        var (condition, a, b) = (operands[0].Element, operands[1].Element, operands[2].Element);
        if (condition != ElementType.Bool)
            throw Refusal($"the condition is {condition.Keyword()}, not bool");
        if (a != b)
            throw Refusal($"the choices are {a.Keyword()} and {b.Keyword()}");
        return [new TensorType(a, Broadcast(operands))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (condition, a, b) = (operands[0], operands[1], operands[2]);
        var result = new DenseTensor(Broadcasting.Broadcast(condition.Shape, a.Shape, b.Shape));
        var walk = new Odometer(result.Shape, condition.StridesTo(result.Rank), a.StridesTo(result.Rank), b.StridesTo(result.Rank));
        for (var i = 0; walk.Next(); i++)
            result.Data[i] = condition.Data[walk.Offsets[0]] != 0 ? a.Data[walk.Offsets[1]] : b.Data[walk.Offsets[2]];
        return [result];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        if (operands[1].Type.Element != ElementType.Bool)
            return [onnx.Add("Where", operands)];

        // ONNX Runtime's Where has no kernel for bools.
        var (condition, a, b) = (operands[0].Name, operands[1].Name, operands[2].Name);
        return [onnx.Add("Or", [onnx.Add("And", [condition, a]), onnx.Add("And", [onnx.Add("Not", [condition]), b])])];
    }

}
