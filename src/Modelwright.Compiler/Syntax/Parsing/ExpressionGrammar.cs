using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>
/// Expressions from the loosest level down: lambdas, <c>?:</c>, <c>|></c>, then the operators of
/// <see cref="OperatorGrammar"/> over the operands of <see cref="PostfixGrammar"/>.
/// </summary>
internal static class ExpressionGrammar
{
    private static readonly Parser<Expression> Lambda = Choose<Expression>(
        "a function",
        (TokenKind.OpenBracket, Later(() => IndexLambda)),
        (TokenKind.Name, Later(() => FunctionLambda)));

    /// <summary>Any expression.</summary>
    public static readonly Parser<Expression> Expression =
        Bounded(When(IsLambda, Lambda, Conditional(PostfixGrammar.Operand, Later(() => Expression))));

    /// <summary>An expression before an <c>as</c> that isn't its own: the bounds of a loop.</summary>
    public static readonly Parser<Expression> Bound =
        Bounded(Conditional(PostfixGrammar.OperandWithoutAs, Later(() => Bound)));

    /// <summary>An axis of an index lambda or an indexed definition.</summary>
    public static readonly Parser<Binder> Binder = Choose(
        "an axis",
        (TokenKind.Ellipsis, from sign in Any select new Binder(sign.Span, null, null)),
        (TokenKind.Name, (from name in Name
                          from extent in Behind(TokenKind.Colon, Expression)
                          select new Binder(default, name, extent)).Spanned()));

    /// <summary><c>[b, t: T, ...]</c>.</summary>
    public static readonly Parser<IReadOnlyList<Binder>> Binders = Binder.Enclosed(TokenKind.OpenBracket);

    private static readonly Parser<IndexLambda> IndexLambda =
        (from binders in Binders
         from arrow in Token(TokenKind.FatArrow, "'=>'")
         from value in Expression
         select new IndexLambda(default, binders, value)).Spanned();

    private static readonly Parser<FunctionLambda> FunctionLambda =
        (from parameter in Name
         from arrow in Token(TokenKind.FatArrow, "'=>'")
         from value in Expression
         select new FunctionLambda(default, parameter, value)).Spanned();

    /// <summary>Whether a name or bracket here begins a lambda.</summary>
    public static bool IsLambda(TokenInput input) => input.Kind switch
    {
        TokenKind.Name => input.Next.Kind == TokenKind.FatArrow,
        TokenKind.OpenBracket => input.Partner?.Next.Kind == TokenKind.FatArrow,
        _ => false,
    };

    private static Parser<Expression> Conditional(Parser<Expression> operand, Parser<Expression> otherwise)
    {
        var arms = Behind(
            TokenKind.Question,
            from then in Later(() => Expression)
            from colon in Token(TokenKind.Colon, "':'")
            from other in otherwise
            select new { Then = then, Else = other });
        return
            from condition in Piped(OperatorGrammar.Operators(operand), operand)
            from arm in arms
            select arm is null
                ? condition
                : new ConditionalExpression(
                    TextSpan.Cover(condition.Span, arm.Else.Span), condition, arm.Then, arm.Else);
    }

    private static Parser<Expression> Piped(Parser<Expression> value, Parser<Expression> operand)
    {
        var call =
            from sign in Token(TokenKind.Pipe, "'|>'")
            from start in Here
            from called in operand
            from checkedCall in called is CallExpression target
                ? Parse.Return(target)
                : _ => start.FailExpecting<CallExpression>("a call such as 'f()'")
            select checkedCall;
        var calls = call.While(input => input.Kind == TokenKind.Pipe);
        return
            from first in value
            from rest in calls
            select rest.Aggregate(
                first, (piped, next) => new PipeExpression(TextSpan.Cover(piped.Span, next.Span), piped, next));
    }

    /// <summary>
    /// Limits how deep an expression nests and how tall its tree grows; whoever reads the tree recurses over it.
    /// </summary>
    private static Parser<Expression> Bounded(Parser<Expression> expression)
    {
        var nested = expression.Nested();
        return input =>
        {
            var state = input.At().State;
            state.ExpressionNesting++;
            var result = nested(input);
            state.ExpressionNesting--;
            if (!result.WasSuccessful || state.ExpressionNesting > 0)
                return result;
            var tokens = result.Remainder.Position - input.Position;
            return TreeHeight.IsTooTall(result.Value, tokens)
                ? input.Fail<Expression>(Diagnostics.TooDeep, TreeHeight.TooTall)
                : result;
        };
    }
}
