using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Prefix and infix operators, level by level. Chains are read in loops, so their length costs no stack.</summary>
internal static class OperatorGrammar
{
    /// <summary>All levels over an operand, the loosest being <c>||</c>.</summary>
    public static Parser<Expression> Operators(Parser<Expression> operand)
    {
        var product = LeftAssociative(
            Factor(operand),
            (TokenKind.Star, BinaryOperator.Multiply), (TokenKind.Slash, BinaryOperator.Divide),
            (TokenKind.Percent, BinaryOperator.Modulo), (TokenKind.At, BinaryOperator.MatMul));
        var sum = LeftAssociative(product, (TokenKind.Plus, BinaryOperator.Add), (TokenKind.Minus, BinaryOperator.Subtract));
        var comparison = Chained(
            sum,
            (TokenKind.Less, BinaryOperator.Less), (TokenKind.LessOrEqual, BinaryOperator.LessOrEqual),
            (TokenKind.Greater, BinaryOperator.Greater), (TokenKind.GreaterOrEqual, BinaryOperator.GreaterOrEqual),
            (TokenKind.Equal, BinaryOperator.Equal), (TokenKind.NotEqual, BinaryOperator.NotEqual));
        var conjunction = LeftAssociative(comparison, (TokenKind.And, BinaryOperator.And));
        return LeftAssociative(conjunction, (TokenKind.Or, BinaryOperator.Or));
    }

    /// <summary>Operands of one level with the operators between them.</summary>
    private static Parser<Expression> Level(
        Parser<Expression> operand,
        (TokenKind Kind, BinaryOperator Operator)[] operators,
        Func<List<Expression>, List<(BinaryOperator Operator, TextSpan Span)>, Expression> combine)
    {
        var byKind = operators.ToDictionary(o => o.Kind, o => o.Operator);
        return input =>
        {
            var first = operand(input);
            if (!first.WasSuccessful || !byKind.ContainsKey(first.Remainder.At().Kind))
                return first;
            List<Expression> operands = [first.Value];
            List<(BinaryOperator, TextSpan)> between = [];
            var at = first.Remainder.At();
            while (byKind.TryGetValue(at.Kind, out var op))
            {
                var next = operand(at.Next);
                if (!next.WasSuccessful)
                    return next;
                between.Add((op, at.Token.Span));
                operands.Add(next.Value);
                at = next.Remainder.At();
            }

            return Result.Success(combine(operands, between), at);
        };
    }

    private static Parser<Expression> LeftAssociative(Parser<Expression> operand, params (TokenKind, BinaryOperator)[] operators) =>
        Level(operand, operators, (operands, between) =>
        {
            var left = operands[0];
            for (var i = 0; i < between.Count; i++)
                left = Binary(left, between[i], operands[i + 1]);
            return left;
        });

    /// <summary>One comparison is a binary expression; more of them share their operands.</summary>
    private static Parser<Expression> Chained(Parser<Expression> operand, params (TokenKind, BinaryOperator)[] operators) =>
        Level(operand, operators, (operands, between) => between.Count == 1
            ? Binary(operands[0], between[0], operands[1])
            : new ComparisonChain(
                TextSpan.Cover(operands[0].Span, operands[^1].Span), operands, between.Select(o => o.Operator).ToList()));

    /// <summary>
    /// <c>-a ^ -b ^ c</c> is <c>-(a ^ (-(b ^ c)))</c>: a power binds tighter than a sign before it and looser than one behind it.
    /// </summary>
    private static Parser<Expression> Factor(Parser<Expression> operand) => input =>
    {
        var at = input.At();
        var signed = new List<(List<Token> Signs, Expression Operand, TextSpan Power)>();
        while (true)
        {
            List<Token> signs = [];
            for (; at.Kind is TokenKind.Minus or TokenKind.Not; at = at.Next)
                signs.Add(at.Token);
            var next = operand(at);
            if (!next.WasSuccessful)
                return next;
            at = next.Remainder.At();
            signed.Add((signs, next.Value, at.Token.Span));
            if (at.Kind != TokenKind.Caret)
                break;
            at = at.Next;
        }

        var value = Signed(signed[^1].Signs, signed[^1].Operand);
        for (var i = signed.Count - 2; i >= 0; i--)
            value = Signed(signed[i].Signs, Binary(signed[i].Operand, (BinaryOperator.Power, signed[i].Power), value));
        return Result.Success(value, at);
    };

    private static Expression Signed(List<Token> signs, Expression operand)
    {
        for (var i = signs.Count - 1; i >= 0; i--)
        {
            var kind = signs[i].Kind == TokenKind.Minus ? UnaryOperator.Negate : UnaryOperator.Not;
            operand = new UnaryExpression(TextSpan.Cover(signs[i].Span, operand.Span), kind, operand);
        }

        return operand;
    }

    private static BinaryExpression Binary(Expression left, (BinaryOperator Operator, TextSpan Span) between, Expression right) =>
        new(TextSpan.Cover(left.Span, right.Span), left, between.Operator, between.Span, right);
}
