namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>An operator between two operands; a higher level binds tighter.</summary>
internal sealed record InfixOperator(BinaryOperator Operator, int Level)
{
    private const int ComparisonLevel = 3;

    /// <summary>The infix operators, <c>^</c> excepted, which groups from the right.</summary>
    public static readonly IReadOnlyDictionary<TokenKind, InfixOperator> ByKind = new Dictionary<TokenKind, InfixOperator>
    {
        [TokenKind.Or] = new(BinaryOperator.Or, 1),
        [TokenKind.And] = new(BinaryOperator.And, 2),
        [TokenKind.Less] = new(BinaryOperator.Less, ComparisonLevel),
        [TokenKind.LessOrEqual] = new(BinaryOperator.LessOrEqual, ComparisonLevel),
        [TokenKind.Greater] = new(BinaryOperator.Greater, ComparisonLevel),
        [TokenKind.GreaterOrEqual] = new(BinaryOperator.GreaterOrEqual, ComparisonLevel),
        [TokenKind.Equal] = new(BinaryOperator.Equal, ComparisonLevel),
        [TokenKind.NotEqual] = new(BinaryOperator.NotEqual, ComparisonLevel),
        [TokenKind.Plus] = new(BinaryOperator.Add, 4),
        [TokenKind.Minus] = new(BinaryOperator.Subtract, 4),
        [TokenKind.Star] = new(BinaryOperator.Multiply, 5),
        [TokenKind.Slash] = new(BinaryOperator.Divide, 5),
        [TokenKind.Percent] = new(BinaryOperator.Modulo, 5),
        [TokenKind.At] = new(BinaryOperator.MatMul, 5),
    };

    /// <summary>Whether it compares; several of these share their operands instead of nesting.</summary>
    public bool Compares => Level == ComparisonLevel;

    /// <summary>Whether its operands are complete when another operator follows.</summary>
    public bool ComesBefore(InfixOperator next) => Level > next.Level || (Level == next.Level && !Compares);
}

/// <summary>
/// Operands with infix operators between them, on their way to a tree; operators of a level group from the left.
/// </summary>
internal sealed class InfixChain
{
    private readonly List<Expression> _operands;
    private readonly List<(InfixOperator Infix, TextSpan Span)> _operators = [];

    /// <summary>Starts with an operand.</summary>
    public InfixChain(Expression first) => _operands = [first];

    /// <summary>A node of the tree.</summary>
    public static Expression Binary(Expression left, BinaryOperator op, TextSpan operatorSpan, Expression right) =>
        new BinaryExpression(TextSpan.Cover(left.Span, right.Span), left, op, operatorSpan, right);

    /// <summary>Adds an operator and the operand behind it.</summary>
    public void Add(InfixOperator infix, TextSpan span, Expression operand)
    {
        while (_operators.Count > 0 && _operators[^1].Infix.ComesBefore(infix))
            Combine();
        _operators.Add((infix, span));
        _operands.Add(operand);
    }

    /// <summary>The whole as one expression.</summary>
    public Expression ToExpression()
    {
        while (_operators.Count > 0)
            Combine();
        return _operands[0];
    }

    /// <summary>Makes one operand of the last operator's operands, or of those of all comparisons in a row.</summary>
    private void Combine()
    {
        var count = 1;
        while (_operators[^1].Infix.Compares && count < _operators.Count && _operators[^(count + 1)].Infix.Compares)
            count++;
        var operands = _operands.GetRange(_operands.Count - count - 1, count + 1);
        var operators = _operators.GetRange(_operators.Count - count, count);
        _operands.RemoveRange(_operands.Count - count - 1, count + 1);
        _operators.RemoveRange(_operators.Count - count, count);
        _operands.Add(count == 1
            ? Binary(operands[0], operators[0].Infix.Operator, operators[0].Span, operands[1])
            : new ComparisonChain(
                TextSpan.Cover(operands[0].Span, operands[^1].Span),
                operands,
                operators.Select(o => o.Infix.Operator).ToList()));
    }
}
