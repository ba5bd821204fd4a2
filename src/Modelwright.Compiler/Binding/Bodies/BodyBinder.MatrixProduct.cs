using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>The matrix product.</content>
internal sealed partial class BodyBinder
{
    /// <summary><c>x @ y</c>: the last axis of x against the last but one of y; leading axes broadcast.</summary>
    private BoundValue MatrixProduct(BoundValue left, BoundValue right, BinaryExpression at)
    {
        if (left is ErrorValue || right is ErrorValue)
            return ErrorValue.Instance;
        if (left is not TensorValue { Axes: null, Shape.Rank: > 0 } x || right is not TensorValue { Axes: null, Shape.Rank: > 0 } y)
        {
            var (wrong, span) = left is TensorValue { Axes: null, Shape.Rank: > 0 } ? (right, at.Right.Span) : (left, at.Left.Span);
            return Error(Diagnostics.WrongKind, span, $"'@' multiplies whole tensors; this is {Describe(wrong)}");
        }

        if (x.Type.Element != y.Type.Element)
            return Error(Diagnostics.ElementClash, at.OperatorSpan, $"one side is {x.Type.Element.Keyword()}, the other {y.Type.Element.Keyword()}; convert one: {x.Type.Element.Keyword()}(…)");
        var inner = y.Shape.Rank == 1 ? y.Shape[0] : y.Shape[y.Shape.Rank - 2];
        if (!x.Shape[x.Shape.Rank - 1].Equals(inner))
        {
            var hint = y.Shape.Rank > 1 && y.Shape[y.Shape.Rank - 1].Equals(x.Shape[x.Shape.Rank - 1]) ? $"; transpose it: transpose({_source.Slice(at.Right.Span)})" : "";
            return Error(
                Diagnostics.ShapeClash, at.OperatorSpan,
                $"'@' of {ShapeText(x)} and {ShapeText(y)}: the last axis of the left is {x.Shape[x.Shape.Rank - 1]}, but the right has {inner} rows{hint}");
        }

        var (xs, ys) = (Leading(x.Shape), Leading(y.Shape));
        if (Clash([xs], ys) is { } message)
            return Error(Diagnostics.ShapeClash, at.OperatorSpan, message);
        var batch = Broadcasting.Broadcast([xs, ys])!;
        const string Letters = "abcdefghijl"; // k, m and n are the matrices' own
        if (batch.Rank > Letters.Length)
            return Error(Diagnostics.ShapeClash, at.OperatorSpan, "'@' of tensors with this many axes is not possible");
        var (xv, xl) = Operand(Import(x), xs, x.Shape.Rank == 1 ? "k" : "mk");
        var (yv, yl) = Operand(Import(y), ys, y.Shape.Rank == 1 ? "k" : "kn");
        var output = Letters.Substring(0, batch.Rank) + (x.Shape.Rank == 1 ? "" : "m") + (y.Shape.Rank == 1 ? "" : "n");
        return Tensor(Emit(new Einsum($"{xl},{yl}->{output}"), at.Span, xv, yv));

        static Shape Leading(Shape shape) => new(shape.Take(Math.Max(shape.Rank - 2, 0)));

        // An operand's batch axes that broadcast, by their extent of 1, get no label and disappear.
        (Value Value, string Labels) Operand(Value value, Shape leading, string matrix)
        {
            var missing = batch.Rank - leading.Rank;
            var own = Enumerable.Range(0, leading.Rank).Where(i => leading[i].Equals(batch[i + missing])).ToList();
            if (own.Count < leading.Rank)
                value = Emit(new Reshape(new Shape(own.Select(i => leading[i]).Concat(value.Shape.Skip(leading.Rank)))), at.Span, value);
            return (value, string.Concat(own.Select(i => Letters[i + missing])) + matrix);
        }
    }
}
