using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// The sum of products of two operands whose axes are named by letters: <c>btd,od->bto</c> is
/// r[b, t, o] = sum over d of x[b, t, d] * y[o, d]. No letter occurs twice in one operand or in the result; a letter
/// that the result lacks is summed.
/// </summary>
/// <param name="Equation">A letter per axis: <c>left,right->result</c>.</param>
public sealed record Einsum(string Equation) : Operator
{
    /// <inheritdoc/>
    public override string Name => "einsum";

    /// <inheritdoc/>
    public override string Attributes => Equation;

    /// <summary>The letters of the first operand's axes.</summary>
    public string Left => Part(0);

    /// <summary>The letters of the second operand's axes.</summary>
    public string Right => Part(1);

    /// <summary>The letters of the result's axes.</summary>
    public string Output => Part(2);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> operands)
    {
        ExpectOperands(operands, 2, 2);
        if (Parts.Length != 3 || Equation != $"{Left},{Right}->{Output}" || Parts.Any(HasRepeats) || !Parts.All(p => p.All(char.IsLetter)))
            throw Refusal($"'{Equation}' is not an equation such as 'btd,od->bto' without a repeated letter");
        var element = operands[0].Element;
        if (element != operands[1].Element || !element.IsNumber())
            throw Refusal($"is not defined for {element.Keyword()} and {operands[1].Element.Keyword()}");

        var extents = new Dictionary<char, Dim>();
        Bind(Left, operands[0].Shape, extents);
        Bind(Right, operands[1].Shape, extents);
        if (Output.FirstOrDefault(letter => !extents.ContainsKey(letter)) is var unknown and not default(char))
            throw Refusal($"no operand of '{Equation}' has the axis '{unknown}'");
        return [new TensorType(element, new Shape(Output.Select(letter => extents[letter])))];
    }

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands)
    {
        var extents = new Dictionary<char, Dim>();
        Bind(Left, operands[0].Shape, extents);
        Bind(Right, operands[1].Shape, extents);
        return extents.Values.Aggregate((Dim)2, (product, extent) => product * extent);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseTensor> Evaluate(EvaluationContext context, IReadOnlyList<DenseTensor> operands)
    {
        var (x, y) = (operands[0], operands[1]);
        var integers = x.Element.IsInteger();
        var summed = string.Concat(Left.Union(Right).Except(Output));
        var result = new DenseTensor(Extents(Output));

        // The last summed axis is a plain loop: nearly all of the time goes there.
        var (inner, outer) = summed.Length == 0 ? ("", "") : (summed.Substring(summed.Length - 1), summed.Substring(0, summed.Length - 1));
        var count = Extents(inner).Aggregate(1, (product, extent) => product * extent);
        var (stepX, stepY) = (StridesOf(x, Left, inner).FirstOrDefault(), StridesOf(y, Right, inner).FirstOrDefault());

        var results = new Odometer(result.Shape, StridesOf(x, Left, Output), StridesOf(y, Right, Output));
        var terms = new Odometer(Extents(outer), StridesOf(x, Left, outer), StridesOf(y, Right, outer));
        for (var i = 0; results.Next(); i++)
        {
            var (sum, whole) = (0.0, 0L);
            while (terms.Next())
            {
                var (atX, atY) = (results.Offsets[0] + terms.Offsets[0], results.Offsets[1] + terms.Offsets[1]);
                for (var j = 0; j < count; j++, atX += stepX, atY += stepY)
                {
                    if (integers)
                        whole = unchecked(whole + ((long)x.Data[atX] * (long)y.Data[atY]));
                    else
                        sum += x.Data[atX] * y.Data[atY];
                }
            }

            result.Data[i] = integers ? x.Element.Wrap(whole) : sum;
        }

        return [result];

        int[] Extents(string letters) =>
            letters.Select(l => Left.Contains(l) ? x.Shape[Left.IndexOf(l)] : y.Shape[Right.IndexOf(l)]).ToArray();

        static int[] StridesOf(DenseTensor tensor, string own, string letters)
        {
            var strides = tensor.Strides();
            return letters.Select(l => own.Contains(l) ? strides[own.IndexOf(l)] : 0).ToArray();
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> LowerToOnnx(OnnxBuilder onnx, IReadOnlyList<OnnxValue> operands)
    {
        var (x, y) = (operands[0].Name, operands[1].Name);
        var shared = Output.Where(l => Left.Contains(l) && Right.Contains(l)).ToList();
        var rows = Output.Except(Right).ToList();
        var columns = Output.Except(Left).ToList();
        var summed = Left.Union(Right).Except(Output).ToList();
        if (summed.Count != 1 || !Left.Contains(summed[0]) || !Right.Contains(summed[0]))
            return [Unchanged()];

        // MatMul lets one side have any number of leading axes if the other is a plain matrix.
        return (shared.Count, rows.Count, columns.Count) switch
        {
            (0, _, <= 1) or (_, 1, 1) => [Product(x, Left, rows, y, Right, columns)],
            (0, <= 1, _) => [Product(y, Right, columns, x, Left, rows)],
            _ => [Unchanged()],
        };

        string Unchanged() => onnx.Add("Einsum", operands, OnnxAttribute.Of("equation", Equation));

        string Product(string a, string axesOfA, List<char> ofA, string b, string axesOfB, List<char> ofB)
        {
            // ONNX Runtime takes no product of nothing with a vector, but does with a matrix of one column.
            var isVector = axesOfB.Length == 1 && axesOfA.Length > 1;
            var product = onnx.Add("MatMul", [
                Arrange(a, axesOfA, [.. shared, .. ofA, .. summed]),
                isVector ? onnx.Add("Unsqueeze", [b, onnx.Vector(1)]) : Arrange(b, axesOfB, [.. shared, .. summed, .. ofB]),
            ]);
            if (isVector)
                product = onnx.Add("Squeeze", [product, onnx.Vector(-1)]);
            return Arrange(product, string.Concat([.. shared, .. ofA, .. ofB]), Output);
        }

        string Arrange(string value, string from, IEnumerable<char> to) =>
            onnx.Transpose(value, to.Select(letter => from.IndexOf(letter)).ToList());
    }

    private string[] Parts => Equation.Split([",", "->"], StringSplitOptions.None);

    private string Part(int index) => Parts[index];

    private static bool HasRepeats(string letters) => letters.Distinct().Count() != letters.Length;

    private void Bind(string letters, Shape shape, Dictionary<char, Dim> extents)
    {
        if (letters.Length != shape.Rank)
            throw Refusal($"'{letters}' doesn't name the axes of {shape}");
        for (var axis = 0; axis < letters.Length; axis++)
        {
            if (extents.TryGetValue(letters[axis], out var known) && !known.Equals(shape[axis]))
            {
                throw Refusal(
                    $"the axis '{letters[axis]}' is {GraphPrinter.Print(known)} in one operand and {GraphPrinter.Print(shape[axis])} in the other");
            }

            extents[letters[axis]] = shape[axis];
        }
    }
}
