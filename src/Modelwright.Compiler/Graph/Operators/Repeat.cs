using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>Each index of an axis several times in a row: index i of the result reads index i / Times.</summary>
/// <param name="Axis">The axis; its extent is multiplied.</param>
/// <param name="Times">How often.</param>
public sealed record Repeat(int Axis, Dim Times) : Operator
{
    /// <inheritdoc/>
    public override string Name => "repeat";

    /// <inheritdoc/>
    public override string Attributes => $"axis: {Axis}, times: {GraphPrinter.Print(Times)}";

    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Times = replacement(Times) };

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 1, 1);
        var shape = operands[0].Shape;
        ExpectAxis(Axis, shape);
        return [new TensorType(operands[0].Element, shape.With(Axis, shape[Axis] * Times))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        // Read through one more axis, along which nothing moves, and fold it away.
        var times = context.Extent(Times);
        var shape = operands[0].Shape.ToList();
        shape.Insert(Axis + 1, times);
        var strides = operands[0].Strides().ToList();
        strides.Insert(Axis + 1, 0);
        var repeated = operands[0].Read(shape.ToArray(), strides.ToArray());
        shape.RemoveAt(Axis + 1);
        shape[Axis] *= times;
        return [new DenseTensor(shape, repeated.Data)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var shape = operands[0].Shape;
        var apart = operands[0].As(onnx.Add("Unsqueeze", [operands[0].Name, onnx.Vector(Axis + 1)]), Insert(Dim.One));
        var copies = operands[0].As(onnx.Expand(apart, Insert(Times)), Insert(Times));
        return [onnx.Reshape(copies, shape.With(Axis, shape[Axis] * Times))];

        Shape Insert(Dim extent) => new([.. shape.Take(Axis + 1), extent, .. shape.Skip(Axis + 1)]);
    }
}
