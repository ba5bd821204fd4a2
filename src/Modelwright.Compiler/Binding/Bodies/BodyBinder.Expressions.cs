using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Expressions outside and inside index notation.</content>
internal sealed partial class BodyBinder
{
    /// <summary>Whether numbers are indices here: inside brackets and extents and in comparisons of indices.</summary>
    private bool _asIndex;

    /// <summary>Binds an expression; <paramref name="expected"/> is the declared shape it will be checked against, if any.</summary>
    private BoundValue Evaluate(Expression expression, Shape? expected = null)
    {
        _context.CountStep();
        switch (expression)
        {
            case NumberLiteral { IsInteger: true } number:
                return new IntValue(number.Integer);
            case NumberLiteral number:
                return new FloatValue(number.Value);
            case BoolLiteral literal:
                return new BoolValue(literal.Value);
            case StringLiteral text:
                return new StringValue(text.Text);
            case NameExpression name:
                return EvaluateName(name);
            case UnaryExpression unary:
                return EvaluateUnary(unary);
            case BinaryExpression binary:
                return EvaluateBinary(binary);
            case ComparisonChain chain:
                return EvaluateChain(chain);
            case ConditionalExpression conditional when _context.IsGeneric:
                Evaluate(conditional.Condition);
                Evaluate(conditional.Then, expected);
                Evaluate(conditional.Else, expected);
                return ErrorValue.Instance;
            case ConditionalExpression conditional:
                return BuildTimeBool(conditional.Condition) is { } condition
                    ? Evaluate(condition ? conditional.Then : conditional.Else, expected)
                    : ErrorValue.Instance;
            case CallExpression call:
                return EvaluateCall(call, []);
            case PipeExpression pipe:
                return EvaluateCall(pipe.Call, [new Argument(pipe.Value.Span, null, pipe.Value)]);
            case IndexExpression index:
                return EvaluateIndex(index);
            case IndexLambda lambda:
                return BindIndexed(lambda.Binders, lambda.Value, lambda.Span, expected);
            case ListExpression list:
                return EvaluateList(list);
            case TupleExpression tuple:
                return new TupleValue(tuple.Items.Select(item => Evaluate(item)).ToList());
            case MemberExpression member:
                return EvaluateMember(member);
            case FunctionLambda lambda:
                return Close(lambda);
            default:
                return ErrorValue.Instance; // a missing expression: the parser has reported it
        }
    }

    private BoundValue EvaluateList(ListExpression list)
    {
        if (list.Items.Count > BindingContext.MaximumItems)
            return Error(Diagnostics.TooLarge, list.Span, FormattableString.Invariant($"a list has at most {BindingContext.MaximumItems} items"));
        var items = list.Items.Select(item => Evaluate(item)).ToList();
        if (_start is not null && items.Count > 0 && items.TrueForAll(item => RealNumber(item) is not null))
            return StartTable(items, list.Span);
        var nested = items.FindIndex(item => item is ListValue);
        return nested < 0 ? new ListValue(items) : Error(Diagnostics.WrongKind, list.Items[nested].Span, "lists don't nest");
    }
}
