using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Pointwise operators on tensors, with NumPy's broadcasting checked, and numbers and indices as tensors.</content>
internal sealed partial class BodyBinder
{
    /// <summary>
    /// Records a pointwise operator. Numbers take the element type of the tensors beside them; inside index notation the
    /// operands are aligned by their axes, elsewhere they broadcast from the right.
    /// </summary>
    private BoundValue Apply(Operator op, TextSpan at, params BoundValue[] operands)
    {
        if (operands.Any(o => o is ErrorValue))
            return ErrorValue.Instance;
        // The condition of a select is a bool whatever the others are.
        var condition = op is Select ? 1 : 0;
        var elements = operands.Skip(condition).OfType<TensorValue>().Select(t => t.Type.Element).Distinct().ToList();
        if (elements.Count > 1)
        {
            return Error(
                Diagnostics.ElementClash, at,
                $"one side is {elements[0].Keyword()}, the other {elements[1].Keyword()}; convert one: {elements[0].Keyword()}(…)");
        }

        var element = elements.Count == 1 ? elements[0]
            : operands.Skip(condition).All(o => o is BoolValue) ? ElementType.Bool
            : operands.Skip(condition).All(o => o is IndexValue or IntValue) && op is Less or LessOrEqual or Equal ? ElementType.Int64 : ElementType.Float32;
        var tensors = operands.Select((o, i) => AsTensor(o, i < condition ? ElementType.Bool : element, at)).ToList();
        if (tensors.Any(t => t is null))
            return ErrorValue.Instance;
        if (_index is not null)
            return ApplyAligned(op, at, tensors!);
        for (var i = 1; i < tensors.Count; i++)
        {
            if (tensors.Take(i).FirstOrDefault(t => Clash([t!.Shape], tensors[i]!.Shape) is not null) is { } other)
                return Error(Diagnostics.ShapeClash, at, ClashText(other, tensors[i]!));
        }

        var result = Emit(op, at, tensors.Select(t => Import(t!)).ToArray());
        WriteLike(result, tensors!);
        return Tensor(result);
    }

    private BoundValue ApplyAligned(Operator op, TextSpan at, IReadOnlyList<TensorValue?> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor!.Axes is null && tensor.Shape.Rank > 0)
                return Error(Diagnostics.LooseAxis, at, $"inside index notation a tensor {tensor.Type} needs its indices");
        }

        var axes = tensors.SelectMany(t => t!.Axes ?? []).Distinct().OrderBy(a => a.Order).ToList();
        var aligned = tensors.Select(t => AlignTo(t!, axes, at)).ToArray();
        return Tensor(Emit(op, at, aligned), axes);
    }

    /// <summary>A tensor over some axes laid out for broadcasting against a tensor over all of <paramref name="axes"/>.</summary>
    private Value AlignTo(TensorValue tensor, IReadOnlyList<Axis> axes, TextSpan at)
    {
        var value = Import(tensor);
        var own = tensor.Axes ?? [];
        var order = own.OrderBy(a => a.Order).ToList();
        if (!order.SequenceEqual(own))
            value = Emit(new Transpose(new EquatableList<int>(order.Select(a => own.ToList().IndexOf(a)))), at, value);
        if (order.Count == 0)
            return value;
        // Axes before the first own one need no 1: shapes broadcast from the right.
        var needed = axes.SkipWhile(a => a != order[0]).ToList();
        if (needed.Count == order.Count)
            return value;
        return Emit(new Reshape(new Shape(needed.Select(a => order.Contains(a) ? a.Extent! : Dim.One))), at, value);
    }

    /// <summary>A number, index or tensor as a tensor of an element type; null after an error.</summary>
    private TensorValue? AsTensor(BoundValue value, ElementType element, TextSpan at)
    {
        switch (value)
        {
            case TensorValue tensor:
                if (tensor.Type.Element == element)
                    return tensor;
                Report(Diagnostics.ElementClash, at, $"{element.Keyword()} is needed here; this is {Describe(value)}");
                return null;
            case BoolValue b when element == ElementType.Bool:
                return Tensor(Scalar(b.Truth ? 1 : 0, element, at), InNotation([]));
            case IntValue { Number.Value: { } i } when element != ElementType.Bool:
                return NumberAsTensor(i, element, at);
            case IntValue symbolic when element != ElementType.Bool:
                return Tensor(ExtentAsScalar(symbolic.Number, element, at), InNotation([]));
            case FloatValue f when element != ElementType.Bool:
                return NumberAsTensor(f.Number, element, at);
            case IndexValue index when element != ElementType.Bool:
                return IndexAsTensor(index.Term, element, at);
            default:
                Report(Diagnostics.WrongKind, at, $"{Words.WithArticle(element.Keyword())} is needed here; this is {Describe(value)}");
                return null;
        }
    }

    private IReadOnlyList<Axis>? InNotation(IReadOnlyList<Axis> axes) => _index is null ? null : axes;

    /// <summary>A run-time extent as a number, from its symbols: each is one more than the last index along it.</summary>
    private Value ExtentAsScalar(Dim extent, ElementType element, TextSpan at)
    {
        var length = extent.Fold(
            number => Scalar(number, ElementType.Int64, at), Symbol,
            (a, b) => Emit(new Add(), at, a, b), (a, b) => Emit(new Mul(), at, a, b), (a, b) => Emit(new FloorDiv(), at, a, b));
        return element == ElementType.Int64 ? length : Emit(new Cast(element), at, length);

        Value Symbol(string name) => Emit(
            new Add(), at, Emit(new Reduce(ReduceKind.Max, 0), at, Emit(new Iota(Dim.Symbol(name)), at)), Scalar(1, ElementType.Int64, at));
    }

    /// <summary>Why a shape does not broadcast with others, or null if it does.</summary>
    private static string? Clash(IReadOnlyList<Shape> others, Shape shape)
    {
        foreach (var other in others)
        {
            for (var i = 1; i <= Math.Min(other.Rank, shape.Rank); i++)
            {
                var (a, b) = (other[other.Rank - i], shape[shape.Rank - i]);
                if (!a.Equals(b) && !a.Equals(Dim.One) && !b.Equals(Dim.One))
                    return $"shapes {other} and {shape} do not fit together: {a} against {b} on axis {-i}";
            }
        }

        return null;
    }
}
