using System.Globalization;
using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What an expression is built from: literals, names, and everything in brackets.</summary>
internal static class AtomGrammar
{
    /// <summary>A string.</summary>
    public static readonly Parser<StringLiteral> Text =
        from token in Token(TokenKind.String, "a string")
        select new StringLiteral(token.Span, token.Text);

    private static readonly Parser<Expression> Expression = Later(() => ExpressionGrammar.Expression);

    private static readonly Parser<NumberLiteral> Number = input =>
    {
        var token = input.At().Token;
        var isInteger = token.Text.All(c => c is >= '0' and <= '9');
        var integer = 0L;
        if (isInteger && !long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out integer))
            return input.Fail<NumberLiteral>(Diagnostics.BadNumber, $"{token.Text} doesn't fit into 64 bits");
        if (!double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || double.IsInfinity(value))
            return input.Fail<NumberLiteral>(Diagnostics.BadNumber, $"{token.Text} is too large for a float");
        return Result.Success(new NumberLiteral(token.Span, value, integer, isInteger), input.At().Next);
    };

    private static readonly Parser<IReadOnlyList<Expression>> InParentheses = Expression.Enclosed(TokenKind.OpenParenthesis);

    private static readonly Parser<Expression> Parenthesized =
        from start in Here
        from items in InParentheses
        from end in Here
        select items.Count == 1 ? items[0] with { Span = start.To(end) } : new TupleExpression(start.To(end), items);

    private static readonly Parser<Expression> List =
        (from items in Expression.EnclosedOrEmpty(TokenKind.OpenBracket)
         select new ListExpression(default, items)).Spanned();

    private static readonly Parser<Expression> Variable =
        from name in Name
        select new NameExpression(name.Span, name.Text);

    /// <summary>An atom.</summary>
    public static readonly Parser<Expression> Atom = Choose<Expression>(
        "an expression",
        (TokenKind.Number, Number),
        (TokenKind.String, Text),
        (TokenKind.True, from token in Any select new BoolLiteral(token.Span, true)),
        (TokenKind.False, from token in Any select new BoolLiteral(token.Span, false)),
        (TokenKind.Name, input => AtName(input.At())(input)),
        (TokenKind.OpenParenthesis, Parenthesized),
        (TokenKind.OpenBracket, When(ExpressionGrammar.IsLambda, FunctionInside, List)));

    private static Parser<Expression> AtName(TokenInput at)
    {
        if (ExpressionGrammar.IsLambda(at))
            return FunctionInside;

        // Two names in a row at the beginning of a line are a keyword and what it declares.
        return at.Token.StartsLine && at.Next.Kind == TokenKind.Name
            ? input => input.FailExpecting<Expression>("an expression")
            : Variable;
    }

    private static IResult<Expression> FunctionInside(IInput input) => input.Fail<Expression>(
        Diagnostics.UnexpectedText, "a function inside an expression needs parentheses around it");
}
