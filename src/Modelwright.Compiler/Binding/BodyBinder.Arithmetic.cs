using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <content>Arithmetic on numbers, indices and tensors, with NumPy's broadcasting checked.</content>
internal sealed partial class BodyBinder
{
    private BoundValue Arithmetic(BinaryOperator op, BoundValue left, BoundValue right, TextSpan at, TextSpan whole)
    {
        switch (left, right)
        {
            case (ErrorValue, _) or (_, ErrorValue):
                return ErrorValue.Instance;
            case (ListValue a, ListValue b) when op == BinaryOperator.Add:
                return a.Items.Count + b.Items.Count > BindingContext.MaximumItems
                    ? Error(Diagnostics.TooLarge, whole, "the list is longer than the limit")
                    : new ListValue(a.Items.Concat(b.Items).ToList());
            case (IntValue a, IntValue b):
                return IntegerArithmetic(op, a.Number, b.Number, whole);
            case (IntValue or FloatValue, IntValue or FloatValue):
                return RealNumber(left) is { } x && RealNumber(right) is { } y
                    ? NumberArithmetic(op, x, y)
                    : Error(Diagnostics.NotBuildTime, whole, "a run-time dimension cannot be computed with as a build-time number");
            case (IndexValue or IntValue, IndexValue or IntValue) when IndexArithmetic(op, Term(left), Term(right)) is { } term:
                return new IndexValue(term);
        }

        if (!IsNumeric(left) || !IsNumeric(right))
        {
            var wrong = IsNumeric(left) ? right : left;
            return Error(Diagnostics.WrongKind, at, $"'{Words.Of(op)}' needs numbers; one side is {Describe(wrong)}");
        }

        return op == BinaryOperator.Power ? Power(left, right, at) : Apply(
            op switch
            {
                BinaryOperator.Add => new Add(),
                BinaryOperator.Subtract => new Sub(),
                BinaryOperator.Multiply => new Mul(),
                BinaryOperator.Divide => new Div(),
                _ => new Mod(),
            },
            at, left, right);
    }

    private static bool IsNumeric(BoundValue value) =>
        value is IntValue or FloatValue or IndexValue or TensorValue { Type.Element: not ElementType.Bool };

    private static double? RealNumber(BoundValue value) => value switch
    {
        FloatValue f => f.Number,
        IntValue { Number.Value: { } i } => i,
        _ => null,
    };

    private static BoundValue NumberArithmetic(BinaryOperator op, double x, double y) => new FloatValue(op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Subtract => x - y,
        BinaryOperator.Multiply => x * y,
        BinaryOperator.Divide => x / y,
        BinaryOperator.Modulo => x - (y * Math.Floor(x / y)),
        _ => Math.Pow(x, y),
    });

    private BoundValue IntegerArithmetic(BinaryOperator op, Dim a, Dim b, TextSpan whole)
    {
        try
        {
            switch (op)
            {
                case BinaryOperator.Add:
                    return new IntValue(a + b);
                case BinaryOperator.Subtract:
                    return new IntValue(a - b);
                case BinaryOperator.Multiply:
                    return new IntValue(a * b);
                case BinaryOperator.Power when a.Value is { } x && b.Value is >= 0 and <= 64 and var n:
                    return new IntValue(Enumerable.Repeat(x, (int)n).Aggregate(1L, (product, factor) => checked(product * factor)));
                case BinaryOperator.Power when a.Value is { } x && b.Value is { } y:
                    return new FloatValue(Math.Pow(x, y));
                case BinaryOperator.Divide or BinaryOperator.Modulo when b.Equals(Dim.Zero):
                    return Error(Diagnostics.InexactArithmetic, whole, "division by zero");
                case BinaryOperator.Modulo:
                    return new IntValue(a - (b * Dim.FloorDivide(a, b)));
                case BinaryOperator.Divide when Dim.DivideExactly(a, b) is { } quotient:
                    return new IntValue(quotient);
                case BinaryOperator.Divide:
                    return Error(
                        Diagnostics.InexactArithmetic, whole,
                        $"{a} / {b} is not an integer; write floor({_source.Slice(whole)}) or ceil({_source.Slice(whole)}) to round");
                default:
                    return Error(Diagnostics.NotBuildTime, whole, $"{a} ^ {b} is not known at build time");
            }
        }
        catch (OverflowException)
        {
            return Error(Diagnostics.InexactArithmetic, whole, "the result does not fit into 64 bits");
        }
    }

    private static IndexTerm Term(BoundValue value) =>
        value is IndexValue index ? index.Term : new IndexTerm.Constant(((IntValue)value).Number);

    /// <summary>
    /// Arithmetic that keeps an index an index; null where the result is a number instead: outside of brackets a
    /// quotient of indices is a fraction.
    /// </summary>
    private IndexTerm? IndexArithmetic(BinaryOperator op, IndexTerm left, IndexTerm right) => op switch
    {
        BinaryOperator.Add => new IndexTerm.Sum(left, right),
        BinaryOperator.Subtract => new IndexTerm.Sum(left, new IndexTerm.Product(new IndexTerm.Constant(-1), right)),
        BinaryOperator.Multiply => new IndexTerm.Product(left, right),
        BinaryOperator.Divide when _asIndex => new IndexTerm.Quotient(left, right),
        BinaryOperator.Modulo => new IndexTerm.Remainder(left, right),
        _ => null,
    };

    private BoundValue Power(BoundValue left, BoundValue right, TextSpan at)
    {
        switch (RealNumber(right))
        {
            case 1:
                return left;
            case 2:
                return Apply(new Mul(), at, left, left);
            case 0.5:
                return Apply(new Sqrt(), at, left);
            case -0.5:
                return Apply(new Rsqrt(), at, left);
            case -1:
                return Apply(new Div(), at, new FloatValue(1), left);
            default:
                return Apply(new Pow(), at, left, right);
        }
    }

    private BoundValue Compare(Expression left, BinaryOperator op, Expression right, TextSpan at)
    {
        var asIndex = _asIndex;
        _asIndex |= IsIndex(left) && IsIndex(right);
        var a = Evaluate(left);
        var b = Evaluate(right);
        _asIndex = asIndex;
        switch (a, b)
        {
            case (ErrorValue, _) or (_, ErrorValue):
                return ErrorValue.Instance;
            case (StringValue x, StringValue y) when op is BinaryOperator.Equal or BinaryOperator.NotEqual:
                return new BoolValue(x.Text == y.Text == (op == BinaryOperator.Equal));
            case (BoolValue x, BoolValue y) when op is BinaryOperator.Equal or BinaryOperator.NotEqual:
                return new BoolValue(x.Truth == y.Truth == (op == BinaryOperator.Equal));
            case (IntValue or FloatValue, IntValue or FloatValue):
                return CompareNumbers(a, op, b, at);
        }

        if (!IsNumeric(a) || !IsNumeric(b))
        {
            var wrong = IsNumeric(a) ? b : a;
            return Error(Diagnostics.WrongKind, at, $"'{Words.Of(op)}' cannot compare {Describe(a)} with {Describe(b)}");
        }

        return op switch
        {
            BinaryOperator.Less => Apply(new Less(), at, a, b),
            BinaryOperator.LessOrEqual => Apply(new LessOrEqual(), at, a, b),
            BinaryOperator.Greater => Apply(new Less(), at, b, a),
            BinaryOperator.GreaterOrEqual => Apply(new LessOrEqual(), at, b, a),
            BinaryOperator.Equal => Apply(new Equal(), at, a, b),
            _ => Apply(new Equal(), at, a, b) is TensorValue equal ? Apply(new Not(), at, equal) : ErrorValue.Instance,
        };
    }

    private BoundValue CompareNumbers(BoundValue a, BinaryOperator op, BoundValue b, TextSpan at)
    {
        if (a is IntValue x && b is IntValue y)
        {
            var difference = x.Number - y.Number;
            if (difference.Value is { } d)
                return new BoolValue(Holds(op, d.CompareTo(0)));
            if (Proofs.IsPositive(difference))
                return new BoolValue(Holds(op, 1));
            if (Proofs.IsPositive(Dim.Zero - difference))
                return new BoolValue(Holds(op, -1));
            return Error(Diagnostics.NotBuildTime, at, $"whether {x.Number} {Words.Of(op)} {y.Number} is not known at build time");
        }

        return RealNumber(a) is { } p && RealNumber(b) is { } q
            ? new BoolValue(Holds(op, p.CompareTo(q)))
            : Error(Diagnostics.NotBuildTime, at, "a run-time dimension is not known at build time");
    }

    private static bool Holds(BinaryOperator op, int order) => op switch
    {
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        BinaryOperator.GreaterOrEqual => order >= 0,
        BinaryOperator.Equal => order == 0,
        _ => order != 0,
    };

    /// <summary>Whether an expression is made of indices and build-time integers alone.</summary>
    private bool IsIndex(Expression expression) => expression switch
    {
        NumberLiteral number => number.IsInteger,
        NameExpression name => _index?.Find(name.Name) is not null || _scope.Find(name.Name)?.Value is IntValue,
        UnaryExpression { Operator: UnaryOperator.Negate } unary => IsIndex(unary.Operand),
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo } binary =>
            IsIndex(binary.Left) && IsIndex(binary.Right),
        _ => false,
    };

    // ---------------------------------------------------------------- tensors

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

        var element = elements.Count == 1
            ? elements[0]
            : operands.Skip(condition).All(o => o is IndexValue or IntValue) && op is Less or LessOrEqual or Equal ? ElementType.Int64 : ElementType.Float32;
        var tensors = operands.Select((o, i) => AsTensor(o, i < condition ? ElementType.Bool : element, at)).ToList();
        if (tensors.Any(t => t is null))
            return ErrorValue.Instance;
        if (_index is not null)
            return ApplyAligned(op, at, tensors!);
        for (var i = 1; i < tensors.Count; i++)
        {
            if (Clash(tensors.Take(i).Select(t => t!.Shape).ToList(), tensors[i]!.Shape) is { } message)
                return Error(Diagnostics.ShapeClash, at, message);
        }

        return Tensor(Emit(op, at, tensors.Select(t => Import(t!)).ToArray()));
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
                return Tensor(Scalar(i, element, at), InNotation([]));
            case IntValue symbolic when element != ElementType.Bool:
                return Tensor(ExtentAsScalar(symbolic.Number, element, at), InNotation([]));
            case FloatValue f when element.IsFloat() || (element.IsInteger() && Math.Floor(f.Number) == f.Number):
                return Tensor(Scalar(f.Number, element, at), InNotation([]));
            case FloatValue f when element.IsInteger():
                Report(Diagnostics.ElementClash, at, $"{Words.Number(f.Number)} is not an integer, and the other side is {element.Keyword()}");
                return null;
            case IndexValue index when element != ElementType.Bool:
                return IndexAsTensor(index.Term, element, at);
            default:
                Report(Diagnostics.WrongKind, at, $"a {element.Keyword()} is needed here; this is {Describe(value)}");
                return null;
        }
    }

    private IReadOnlyList<Axis>? InNotation(IReadOnlyList<Axis> axes) => _index is null ? null : axes;

    /// <summary>A run-time extent as a number: one more than the last index.</summary>
    private Value ExtentAsScalar(Dim extent, ElementType element, TextSpan at)
    {
        var count = Emit(new Reduce(ReduceKind.Max, 0), at, Emit(new Iota(extent), at));
        var length = Emit(new Add(), at, count, Scalar(1, ElementType.Int64, at));
        return element == ElementType.Int64 ? length : Emit(new Cast(element), at, length);
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
            return Error(Diagnostics.ElementClash, at.OperatorSpan, $"one side is {x.Type.Element.Keyword()}, the other {y.Type.Element.Keyword()}");
        var inner = y.Shape.Rank == 1 ? y.Shape[0] : y.Shape[y.Shape.Rank - 2];
        if (!x.Shape[x.Shape.Rank - 1].Equals(inner))
        {
            return Error(
                Diagnostics.ShapeClash, at.OperatorSpan,
                $"'@' of {x.Shape} and {y.Shape}: the last axis of the left is {x.Shape[x.Shape.Rank - 1]}, but the right has {inner} rows");
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
