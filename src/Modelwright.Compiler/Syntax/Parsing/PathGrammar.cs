using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Instance paths behind <c>as</c>: <c>_</c>, <c>attn</c>, <c>experts[i].up</c>.</summary>
internal static class PathGrammar
{
    // A forgotten name must not swallow the statement on the next line.
    private static readonly Parser<PathPart> Named = When(
        input => input.Token.StartsLine && Keywords.BeginsStatement(input),
        input => input.FailExpecting<PathPart>("a name or '_'"),
        from name in NameOf("a name or '_'")
        select new PathPart(name.Span, name.Text, null));

    private static readonly Parser<PathPart> Indexed =
        (from open in Token(TokenKind.OpenBracket, "'['")
         from index in Later(() => ExpressionGrammar.Expression)
         from close in Close(open)
         select new PathPart(default, null, index)).Spanned();

    private static readonly Parser<PathPart> Further = Choose(
        "'.' or '['",
        (TokenKind.Dot, from dot in Token(TokenKind.Dot, "'.'") from part in Named select part),
        (TokenKind.OpenBracket, Indexed));

    /// <summary>A path; <c>_</c> alone has no parts.</summary>
    public static readonly Parser<PathSyntax> Path =
        (from first in Named
         from further in Further.While(input => input.Kind is TokenKind.Dot or TokenKind.OpenBracket)
         select new PathSyntax(default, first.Name == "_" && further.Count == 0 ? [] : [first, .. further])).Spanned();
}
