using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary><c>quantize</c> and <c>checkpoint</c>: patterns of parameter paths and what becomes of them.</summary>
internal static class MappingGrammar
{
    /// <summary>A pattern such as <c>layers.*.attn.q</c>, without blanks.</summary>
    private static readonly Parser<string> Pattern = input =>
    {
        var end = input.At();
        while (IsPatternPart(end.Kind) && (end == input || end.Token.Span.Start == end.Previous!.Token.Span.End))
            end = end.Next;
        if (end == input)
            return input.FailExpecting<string>("a pattern of parameter paths");
        return Result.Success(end.State.Source.Slice(input.At().To(end)), end);
    };

    private static readonly Parser<MappingEntry> Entry =
        (from pattern in Pattern
         from colon in Token(TokenKind.Colon, "':' and a format")
         // An operand alone: the next line may start with a star.
         from format in PostfixGrammar.OperandWithoutAs.OrMissing(Recovery.ToLine)
         select new MappingEntry(default, pattern, format)).Spanned();

    private static readonly Parser<Identifier> Quoted =
        from text in AtomGrammar.Text
        select new Identifier(text.Span, text.Text);

    /// <summary>A mapping; one without a name has an empty one.</summary>
    public static readonly Parser<MappingDeclaration> Mapping =
        (from keyword in Any
         from name in Choose(
             "'{'",
             (TokenKind.Name, Name), (TokenKind.String, Quoted),
             (TokenKind.OpenBrace, Parse.Return(new Identifier(keyword.Span, ""))))
         from open in Token(TokenKind.OpenBrace, "'{'")
         from entries in Entry.Recovering(input => input.Kind is TokenKind.CloseBrace or TokenKind.End, Recovery.ToLine)
         from close in Close(open)
         select new MappingDeclaration(default, name, keyword.Documentation, keyword.Text, entries)).Spanned();

    private static bool IsPatternPart(TokenKind kind) =>
        kind is TokenKind.Name or TokenKind.Number or TokenKind.Star or TokenKind.Dot
            or (>= TokenKind.Let and <= TokenKind.False);
}
