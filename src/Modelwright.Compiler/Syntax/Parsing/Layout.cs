namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>
/// Where a body's braces belong, told from the indentation. Only asked in a file whose braces don't pair, to report the brace
/// that is missing or too many at its own place instead of at the end of the file.
/// </summary>
internal sealed class Layout
{
    private const int FarthestBack = 200;

    private readonly TokenInput _start;
    private readonly int? _indent;

    /// <summary>Looks at the body that begins with the brace here; one that isn't indented tells nothing.</summary>
    public Layout(TokenInput start)
    {
        _start = start;
        if (start.Kind == TokenKind.OpenBrace && (start.State.OpenBraces > 0 || start.State.LastUnpairedBrace > start.Position))
            _indent = IndentOf(start) is { } indent && !(start.Next.Token.StartsLine && start.Next.Column <= indent) ? indent : null;
    }

    /// <summary>Whether a line stands too far left to belong to the body, in a file that lacks a <c>}</c>.</summary>
    public bool LacksBraceBefore(TokenInput at) =>
        _start.State.OpenBraces > 0 && at.Token.StartsLine && !at.AtEnd && _indent is { } indent
        && (at.Kind == TokenKind.CloseBrace ? at.Column < indent : at.Column <= indent && !Keywords.BeginsDeclaration(at));

    /// <summary>Whether a <c>}</c> stands too far right to end the body, in a file that has one too many.</summary>
    public bool IsOneTooMany(TokenInput at) =>
        at.Kind == TokenKind.CloseBrace && at.Token.StartsLine && _start.State.LastUnpairedBrace > at.Position
        && _indent is { } indent && at.Column > indent;

    /// <summary>Reports that the body should have ended before a token.</summary>
    public void ReportMissing(TokenInput at)
    {
        _start.State.OpenBraces--;
        Combinators.FailUnclosed<Token>(at, _start.Token);
    }

    /// <summary>The column of the line on which what has the body begins; its header may take several lines.</summary>
    private static int? IndentOf(TokenInput brace)
    {
        TokenInput? at = brace;
        for (var steps = 0; at is not null && steps < FarthestBack; steps++)
        {
            if (at.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket && at.Partner is { } opener)
                at = opener;
            else if (at.Token.StartsLine && (at.Kind is TokenKind.CloseBrace or TokenKind.Else || Keywords.BeginsStatement(at)))
                return at.Column;
            else
                at = at.Previous;
        }

        return null;
    }
}
