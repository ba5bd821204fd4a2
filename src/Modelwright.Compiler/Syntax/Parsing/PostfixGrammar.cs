using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Operands: atoms, and the members, indices and calls behind them.</summary>
internal static class PostfixGrammar
{
    private static readonly Parser<Expression> Expression = Later(() => ExpressionGrammar.Expression);

    private static readonly Parser<Expression?> OptionalValue = When(
        input => input.Kind is TokenKind.Comma or TokenKind.CloseParenthesis, Parse.Return<Expression?>(null), Expression);

    private static readonly Parser<Argument> Argument = When(
        input => input.Kind == TokenKind.Name && input.Next.Kind == TokenKind.Colon,
        from name in Name
        from colon in Any
        from value in OptionalValue
        select new Argument(default, name, value),
        from value in Expression
        select new Argument(default, null, value)).Spanned();

    private static readonly Parser<IReadOnlyList<Argument>> Arguments =
        Argument.EnclosedOrEmpty(TokenKind.OpenParenthesis);

    private static readonly Parser<Func<Expression, Expression>> Member =
        from dot in Token(TokenKind.Dot, "'.'")
        from name in Name
        select new Func<Expression, Expression>(
            target => new MemberExpression(TextSpan.Cover(target.Span, name.Span), target, name));

    private static readonly Parser<IReadOnlyList<IndexItem>> Items = IndexGrammar.Item.SeparatedBy(TokenKind.Comma);

    private static readonly Parser<Expression?> Domain = Behind(TokenKind.Bar, Expression);

    private static readonly Parser<Func<Expression, Expression>> Index =
        from open in Token(TokenKind.OpenBracket, "'['")
        from items in Items
        from domain in Domain
        from close in Close(open, domain is null ? "',' or " : "")
        select new Func<Expression, Expression>(
            target => new IndexExpression(TextSpan.Cover(target.Span, close.Span), target, items, domain));

    /// <summary>An operand whose calls may name their instance with <c>as</c>.</summary>
    public static readonly Parser<Expression> Operand = Postfix(Behind(TokenKind.As, PathGrammar.Path));

    /// <summary>An operand that leaves an <c>as</c> behind it to others.</summary>
    public static readonly Parser<Expression> OperandWithoutAs = Postfix(Parse.Return<PathSyntax?>(null));

    private static Parser<Expression> Postfix(Parser<PathSyntax?> path)
    {
        var call =
            from start in Here
            from arguments in Arguments
            from name in path
            from end in Here
            select new Func<Expression, Expression>(
                callee => new CallExpression(TextSpan.Cover(callee.Span, start.To(end)), callee, arguments, name));
        var suffixes = Choose(
                "'.', '[' or '('",
                (TokenKind.Dot, Member), (TokenKind.OpenBracket, Index), (TokenKind.OpenParenthesis, call))
            .While(input => input.Kind is TokenKind.Dot or TokenKind.OpenBracket or TokenKind.OpenParenthesis);
        return
            from atom in AtomGrammar.Atom
            from applied in suffixes
            select applied.Aggregate(atom, (operand, apply) => apply(operand));
    }
}
