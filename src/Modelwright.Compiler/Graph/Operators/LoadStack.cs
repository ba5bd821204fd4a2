using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>The weights of several parameters as one matrix: the rows of the first, below them those of the next.</summary>
/// <param name="Parts">The parameters, of one element type; each is a matrix [rows, <paramref name="Width"/>] in row-major order.</param>
/// <param name="Width">Elements of a row.</param>
public sealed record LoadStack(EquatableList<LoadParameter> Parts, long Width) : Operator
{
    /// <inheritdoc/>
    public override string Name => "stack";

    /// <inheritdoc/>
    public override string Attributes => string.Join(", ", Parts.Select(part => part.Path));

    /// <summary>How many rows a part has.</summary>
    public long Rows(int part) => Parts[part].Type.Shape.Count.Value!.Value / Width;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 0, 0);
        foreach (var part in Parts)
        {
            var type = part.Infer([]).Single();
            if (type.Element != Parts[0].Type.Element)
                throw Refusal($"'{Parts[0].Path}' is {Parts[0].Type.Element.Keyword()} and '{part.Path}' is {type.Element.Keyword()}");
            if (type.Shape.Count.Value % Width != 0)
                throw Refusal($"'{part.Path}' has the shape {type.Shape}, which is no rows of {Width}");
        }

        return [new TensorType(Parts[0].Type.Element, Parts.Select((_, part) => Rows(part)).Sum(), Width)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var rows = Parts.SelectMany(part => part.Evaluate(context, [])[0].Data).ToArray();
        return [new DenseTensor([rows.Length / (int)Width, (int)Width], rows)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands) =>
        [onnx.Add("Concat", Parts.Select((part, i) => Matrix(onnx, part, Rows(i))).ToList(), OnnxAttribute.Of("axis", 0))];

    private OnnxValue Matrix(OnnxBuilder onnx, LoadParameter part, long rows)
    {
        var type = new TensorType(part.Type.Element, rows, Width);
        var parameter = new OnnxValue(onnx.Parameter(part.Path, part.Type), part.Type);
        return new OnnxValue(onnx.Reshape(parameter, type.Shape), type);
    }
}
