using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Prefix and infix operators. Chains are read in loops, so their length costs no stack.</summary>
internal static class OperatorGrammar
{
    /// <summary>All operators over an operand, the loosest being <c>||</c>.</summary>
    public static Parser<Expression> Operators(Parser<Expression> operand)
    {
        var factor = Factor(operand);
        return input =>
        {
            var first = factor(input);
            if (!first.WasSuccessful || !InfixOperator.ByKind.ContainsKey(first.Remainder.At().Kind))
                return first;
            var chain = new InfixChain(first.Value);
            var at = first.Remainder.At();
            while (InfixOperator.ByKind.TryGetValue(at.Kind, out var infix))
            {
                var next = factor(at.Next);
                if (!next.WasSuccessful)
                    return next;
                chain.Add(infix, at.Token.Span, next.Value);
                at = next.Remainder.At();
            }

            return Result.Success(chain.ToExpression(), at);
        };
    }

    /// <summary>
    /// <c>-a ^ -b ^ c</c> is <c>-(a ^ (-(b ^ c)))</c>: a power binds tighter than a sign before it and looser than one
    /// behind it.
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
        {
            var power = InfixChain.Binary(signed[i].Operand, BinaryOperator.Power, signed[i].Power, value);
            value = Signed(signed[i].Signs, power);
        }

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
}
