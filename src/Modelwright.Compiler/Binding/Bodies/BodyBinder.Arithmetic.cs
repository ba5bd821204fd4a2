using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Arithmetic on lists, numbers, indices and tensors, with NumPy's broadcasting checked.</content>
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
}
