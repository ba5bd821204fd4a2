using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Comparisons of strings, bools, numbers, indices and tensors.</content>
internal sealed partial class BodyBinder
{
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
}
