using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Types as they are written.</summary>
internal static class TypeGrammar
{
    private static readonly Parser<Dimension> Dimension =
        When(
            input => input.Kind == TokenKind.Ellipsis,
            from sign in Any select new Dimension(sign.Span, null),
            from extent in ExpressionGrammar.Expression select new Dimension(extent.Span, extent));

    private static readonly Parser<ListTypeSyntax> List =
        (from word in Name
         from less in Token(TokenKind.Less, "'<'")
         from item in Later(() => Type)
         from greater in Token(TokenKind.Greater, "'>'")
         select new ListTypeSyntax(default, item)).Spanned();

    private static readonly Parser<DataTypeSyntax> Data =
        (from element in Name
         from bracket in When(input => input.Kind == TokenKind.OpenParenthesis, NotABracket, Here)
         from dimensions in Optional(TokenKind.OpenBracket, Dimension.EnclosedOrEmpty(TokenKind.OpenBracket))
         select new DataTypeSyntax(default, element, dimensions)).Spanned();

    private static readonly Parser<TypeSyntax> DataOrFunction =
        from argument in When<TypeSyntax>(IsList, List, Data)
        from result in Behind(TokenKind.Arrow, Later(() => Type))
        select result is null
            ? argument
            : new FunctionTypeSyntax(TextSpan.Cover(argument.Span, result.Span), argument, result);

    private static readonly Parser<ChoiceTypeSyntax> Choice =
        (from choices in AtomGrammar.Text.SeparatedBy(TokenKind.Bar)
         select new ChoiceTypeSyntax(default, choices.Select(choice => choice.Text).ToList())).Spanned();

    /// <summary>A type.</summary>
    public static readonly Parser<TypeSyntax> Type =
        Choose<TypeSyntax>("a type", (TokenKind.Name, DataOrFunction), (TokenKind.String, Choice)).Nested();

    private static IResult<TokenInput> NotABracket(IInput input) =>
        input.FailExpecting<TokenInput>("'[' and a shape");

    private static bool IsList(TokenInput input) => input.Token.Text == "list" && input.Next.Kind == TokenKind.Less;
}
