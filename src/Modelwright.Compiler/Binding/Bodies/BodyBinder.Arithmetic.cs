using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

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
                    ? Error(Diagnostics.TooLarge, whole, FormattableString.Invariant($"a list has at most {BindingContext.MaximumItems} items"))
                    : new ListValue(a.Items.Concat(b.Items).ToList());
            case (IntValue a, IntValue b):
                return IntegerArithmetic(op, a.Number, b.Number, at, whole);
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
            var hint = wrong is TensorValue { Type.Element: ElementType.Bool } ? "; convert it: float(…)"
                : wrong is ListValue && op == BinaryOperator.Add ? "; a list grows by a list: […]"
                : wrong is TupleValue ? "; give them names first: let (a, b) = …" : "";
            return Error(Diagnostics.WrongKind, at, $"'{Words.Of(op)}' needs numbers; one side is {Describe(wrong)}{hint}");
        }

        if (op == BinaryOperator.Power)
            return IsIntegerTensor(left) ? IntegerPower(left, right, at) : Power(left, right, at);
        return Apply(
            op switch
            {
                BinaryOperator.Add => new Add(),
                BinaryOperator.Subtract => new Sub(),
                BinaryOperator.Multiply => new Mul(),
                BinaryOperator.Divide => IsIntegerTensor(left) || IsIntegerTensor(right) ? new FloorDiv() : new Div(),
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
        _ => PortableMath.Pow(x, y),
    });

    private BoundValue IntegerArithmetic(BinaryOperator op, Dim a, Dim b, TextSpan at, TextSpan whole)
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
                    return new FloatValue(PortableMath.Pow(x, y));
                case BinaryOperator.Divide or BinaryOperator.Modulo when b.Equals(Dim.Zero):
                    return Error(Diagnostics.InexactArithmetic, whole, "division by zero");
                case BinaryOperator.Modulo:
                    return new IntValue(a - (b * Dim.FloorDivide(a, b)));
                case BinaryOperator.Divide when Dim.DivideExactly(a, b) is { } quotient:
                    return new IntValue(quotient);
                case BinaryOperator.Divide:
                    return Error(Diagnostics.InexactArithmetic, whole, Inexact(a, b, at, whole));
                default:
                    return Error(Diagnostics.NotBuildTime, whole, $"{a} ^ {b} is not known at build time");
            }
        }
        catch (ExtentTooLongException limit)
        {
            return Error(Diagnostics.ExtentTooLong, whole, limit.Message);
        }
        catch (OverflowException)
        {
            return Error(Diagnostics.InexactArithmetic, whole, "the result does not fit into 64 bits");
        }
    }

    private string Inexact(Dim a, Dim b, TextSpan at, TextSpan whole)
    {
        var written = _source.Slice(whole);
        var divisor = at.End <= whole.End ? _source.Slice(new TextSpan(at.End, whole.End - at.End)).Trim() : "";
        var fits = a.Value is { } number && b.Value is { } value && divisor.Length > 0 && char.IsLetter(divisor[0]) && divisor.All(c => char.IsLetterOrDigit(c) || c == '_')
            ? DivisorsNear(number, value)
            : null;
        var numbers = $"{a} / {b}";
        return (written == numbers ? numbers : $"{written} = {numbers}") + " is not an integer; "
            + (fits is null ? "" : $"{divisor} = {fits} would fit, or ") + $"write floor({written}) or ceil({written}) to round";
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
        BinaryOperator.Power when _asIndex && left is IndexTerm.Constant number => new IndexTerm.Power(number.Value, right),
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
        var (a, b) = EvaluateSides(left, right);
        switch (a, b)
        {
            case (ErrorValue, _) or (_, ErrorValue):
                return ErrorValue.Instance;
            case (StringValue x, StringValue y) when op is BinaryOperator.Equal or BinaryOperator.NotEqual:
                if ((NoChoice(x, y) ?? NoChoice(y, x)) is { } never)
                    return Error(Diagnostics.NeverEqual, at, never);
                return new BoolValue(x.Text == y.Text == (op == BinaryOperator.Equal));
            case (BoolValue x, BoolValue y) when op is BinaryOperator.Equal or BinaryOperator.NotEqual:
                return new BoolValue(x.Truth == y.Truth == (op == BinaryOperator.Equal));
            case (IntValue or FloatValue, IntValue or FloatValue):
                return CompareNumbers(a, op, b, at);
        }

        if (!FitsBeside(a, b, left.Span) || !FitsBeside(b, a, right.Span))
            return ErrorValue.Instance;
        var ofBools = op is BinaryOperator.Equal or BinaryOperator.NotEqual && (IsBoolTensor(a) || a is BoolValue) && (IsBoolTensor(b) || b is BoolValue);
        if (!ofBools && (!IsNumeric(a) || !IsNumeric(b)))
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

    /// <summary>Why a string with choices can never equal another, or null if it can.</summary>
    private static string? NoChoice(StringValue value, StringValue other) => value.Choices is not { } choices || choices.Contains(other.Text)
        ? null
        : $"\"{other.Text}\" is none of the choices {string.Join(", ", choices.Select(c => $"\"{c}\""))}"
            + (Spelling.Closest(other.Text, choices) is { } near ? $"; did you mean \"{near}\"?" : "");

    /// <summary>The sides of a comparison; beside an index or a tensor of integers an index is an integer.</summary>
    private (BoundValue Left, BoundValue Right) EvaluateSides(Expression left, Expression right)
    {
        var asIndex = _asIndex;
        try
        {
            if (IsIndex(left) == IsIndex(right))
            {
                _asIndex |= IsIndex(left);
                return (Evaluate(left), Evaluate(right));
            }

            var tensor = Evaluate(IsIndex(left) ? right : left);
            _asIndex |= tensor is TensorValue { Type.Element: var element } && element.IsInteger();
            return IsIndex(left) ? (Evaluate(left), tensor) : (tensor, Evaluate(right));
        }
        finally
        {
            _asIndex = asIndex;
        }
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
        IndexExpression { Target: NameExpression name, Domain: null } read => _scope.Find(name.Name)?.Value is TensorValue { Formula: not null }
            && read.Items.All(item => item is { Start: { } start, IsRange: false, IsEllipsis: false } && IsIndex(start)),
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo or BinaryOperator.Power } binary =>
            IsIndex(binary.Left) && IsIndex(binary.Right),
        _ => false,
    };
}
