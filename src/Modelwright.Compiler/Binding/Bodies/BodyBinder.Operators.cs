using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Operators of the language: unary ones, binary ones, logic and chains of comparisons.</content>
internal sealed partial class BodyBinder
{
    private BoundValue EvaluateUnary(UnaryExpression unary)
    {
        var operand = Evaluate(unary.Operand);
        return (unary.Operator, operand) switch
        {
            (_, ErrorValue) => operand,
            (UnaryOperator.Negate, IntValue i) => new IntValue(Dim.Zero - i.Number),
            (UnaryOperator.Negate, FloatValue f) => new FloatValue(-f.Number),
            (UnaryOperator.Negate, IndexValue i) => new IndexValue(new IndexTerm.Product(new IndexTerm.Constant(-1), i.Term)),
            (UnaryOperator.Negate, TensorValue { Type.Element: not ElementType.Bool }) => Apply(new Neg(), unary.Span, operand),
            (UnaryOperator.Not, BoolValue b) => new BoolValue(!b.Truth),
            (UnaryOperator.Not, TensorValue { Type.Element: ElementType.Bool }) => Apply(new Not(), unary.Span, operand),
            (UnaryOperator.Negate, _) => Error(Diagnostics.WrongKind, unary.Operand.Span, $"'-' needs a number; this is {Describe(operand)}"),
            _ => Error(Diagnostics.WrongKind, unary.Operand.Span, $"'!' needs a bool; this is {Describe(operand)}"),
        };
    }

    private BoundValue EvaluateBinary(BinaryExpression binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.Or or BinaryOperator.And:
                return EvaluateLogical(binary);
            case BinaryOperator.MatMul:
                return MatrixProduct(Evaluate(binary.Left), Evaluate(binary.Right), binary);
            case >= BinaryOperator.Less and <= BinaryOperator.NotEqual:
                return Compare(binary.Left, binary.Operator, binary.Right, binary.OperatorSpan);
            default:
                var left = Evaluate(binary.Left);
                var right = Evaluate(binary.Right);
                if (binary.Operator != BinaryOperator.Power && (!FitsBeside(left, right, binary.Left.Span) || !FitsBeside(right, left, binary.Right.Span)))
                    return ErrorValue.Instance;
                return Arithmetic(binary.Operator, left, right, binary.OperatorSpan, binary.Span);
        }
    }

    /// <summary>A build-time left side decides whether the right side counts at all: <c>!causal || s &lt;= t</c>.</summary>
    private BoundValue EvaluateLogical(BinaryExpression binary)
    {
        var or = binary.Operator == BinaryOperator.Or;
        var left = Evaluate(binary.Left);
        if (left is BoolValue known)
            return known.Truth == or ? known : Evaluate(binary.Right);
        var right = Evaluate(binary.Right);
        if (right is BoolValue second && IsBoolTensor(left))
            return second.Truth == or ? second : left;
        if (left is ErrorValue || right is ErrorValue)
            return ErrorValue.Instance;
        if (!IsBoolTensor(left) || !IsBoolTensor(right))
        {
            var (wrong, at) = IsBoolTensor(left) ? (right, binary.Right.Span) : (left, binary.Left.Span);
            return Error(Diagnostics.WrongKind, at, $"'{Words.Of(binary.Operator)}' needs bools; this is {Describe(wrong)}");
        }

        return Apply(or ? new Or() : new And(), binary.OperatorSpan, left, right);
    }

    private static bool IsBoolTensor(BoundValue value) => value is TensorValue { Type.Element: ElementType.Bool };

    private BoundValue EvaluateChain(ComparisonChain chain)
    {
        BoundValue all = new BoolValue(true);
        for (var i = 0; i < chain.Operators.Count; i++)
        {
            var next = Compare(chain.Operands[i], chain.Operators[i], chain.Operands[i + 1], chain.Operands[i + 1].Span);
            all = (all, next) switch
            {
                (ErrorValue, _) or (_, ErrorValue) => ErrorValue.Instance,
                (BoolValue { Truth: true }, _) => next,
                (BoolValue, _) => all,
                (_, BoolValue { Truth: true }) => all,
                (_, BoolValue) => next,
                _ => Apply(new And(), chain.Span, all, next),
            };
        }

        return all;
    }
}
