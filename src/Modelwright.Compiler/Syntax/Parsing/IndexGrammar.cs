using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>
/// What stands in the brackets of an index: <c>...</c>, <c>e</c>, <c>a..b</c>, <c>:n</c>, <c>n:</c>, <c>j: n</c>.
/// </summary>
internal static class IndexGrammar
{
    private static readonly Parser<Expression> Expression = Later(() => ExpressionGrammar.Expression);

    private static readonly Parser<Expression?> OptionalEnd = When(
        input => input.Kind is TokenKind.Comma or TokenKind.Bar or TokenKind.CloseBracket,
        Parse.Return<Expression?>(null),
        Expression);

    private static readonly Parser<IndexItem> Ellipsis =
        from sign in Token(TokenKind.Ellipsis, "'...'")
        select new IndexItem(sign.Span, true, null, false, null, null);

    private static readonly Parser<IndexItem> Rest =
        from sign in Any
        from end in OptionalEnd
        select sign.Kind == TokenKind.DotDot
            ? new IndexItem(default, false, null, true, end, null)
            : new IndexItem(default, false, null, end is null, null, end);

    // `:n` and `n:` are ranges open at one side; `j: n` is an axis with its extent.
    private static readonly Parser<IndexItem> FromStart =
        (from sign in Here
         from rest in Rest
         select rest.Extent is null ? rest : rest with { IsRange = true, End = rest.Extent, Extent = null }).Spanned();

    private static readonly Parser<IndexItem> FromExpression =
        (from start in Expression
         from item in When(IsRange, Rest, Parse.Return(new IndexItem(default, false, null, false, null, null)))
         select item with { Start = start }).Spanned();

    /// <summary>One item.</summary>
    public static readonly Parser<IndexItem> Item =
        When(input => input.Kind == TokenKind.Ellipsis, Ellipsis, When(IsRange, FromStart, FromExpression));

    private static bool IsRange(TokenInput input) => input.Kind is TokenKind.DotDot or TokenKind.Colon;
}
