using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>Tokens to pieces: says how each sign stands, how far from the one before it, and whether a line may begin there.</summary>
internal sealed class PieceReader
{
    private readonly Landmarks _landmarks;
    private readonly string _text;
    private readonly List<Piece> _pieces = [];

    // What is open around the present place: a bracket or, where null, braces; and each '?' whose ':' is still to come.
    private readonly Stack<(Piece? Opener, int Choices)> _outer = new();
    private (Piece? Opener, int Choices) _inner;
    private int _endOfPattern;

    private PieceReader(Landmarks landmarks, string text) => (_landmarks, _text) = (landmarks, text);

    /// <summary>All pieces of a file without errors; the last is the end of the file.</summary>
    public static IReadOnlyList<Piece> Read(IReadOnlyList<Token> tokens, Landmarks landmarks, string text)
    {
        var reader = new PieceReader(landmarks, text);
        foreach (var token in tokens)
            reader.Read(token);
        return reader._pieces;
    }

    private void Read(Token token)
    {
        var start = token.Span.Start;
        _endOfPattern = Math.Max(_endOfPattern, _landmarks.EndOfPattern(start));
        var left = _pieces.Count == 0 ? default : _pieces[^1].Sign;
        var piece = new Piece(token, SenseOf(token, left), _text.Substring(start, token.Span.Length), _inner.Opener)
        {
            BeginsItem = _landmarks.BeginsItem(start),
            BeginsRow = _landmarks.BeginsRow(start),
        };
        piece.Space = _pieces.Count == 0 ? 0 : piece.BeginsItem ? Spacing.BetweenStatements(left) : Spacing.Between(left, piece.Sign);
        piece.FlatEnd = (_pieces.Count == 0 ? 0 : _pieces[^1].FlatEnd + piece.Space) + piece.Text.Length;
        var inBrackets = piece.Opener is not null;
        piece.Readiness = piece.Sign.Closes ? null : Breaking.Before(piece.Sign, inBrackets) ?? Breaking.After(left, inBrackets);
        _pieces.Add(piece);
        Follow(piece);
    }

    private void Follow(Piece piece)
    {
        switch (piece.Kind)
        {
            case TokenKind.OpenBrace:
                _outer.Push(_inner);
                _inner = default;
                break;
            case TokenKind.OpenParenthesis or TokenKind.OpenBracket:
                _outer.Push(_inner);
                _inner = (piece, 0);
                break;
            case TokenKind.CloseBrace or TokenKind.CloseParenthesis or TokenKind.CloseBracket:
                _inner = _outer.Pop();
                break;
            case TokenKind.Question:
                _inner.Choices++;
                break;
            case TokenKind.Colon when _inner.Choices > 0:
                _inner.Choices--;
                break;
        }
    }

    private Sense SenseOf(Token token, Sign left)
    {
        var start = token.Span.Start;
        if (start < _endOfPattern)
            return Sense.PatternPart;
        if (_landmarks.BeginsCondition(start))
            return Sense.Keyword;
        return token.Kind switch
        {
            TokenKind.Not => Sense.Prefix,
            TokenKind.Minus when !left.EndsOperand => Sense.Prefix,
            TokenKind.Less when _landmarks.BeginsList(_pieces[^1].Token.Span.Start) => Sense.Angle,
            TokenKind.Greater when _landmarks.EndsList(token.Span.End) => Sense.Angle,
            TokenKind.Colon when _inner.Choices > 0 => Sense.ChoiceColon,
            TokenKind.Colon when _inner.Opener is null => Sense.DeclarationColon,
            TokenKind.Colon when left.Opens || left.Kind == TokenKind.Comma => Sense.RangeColon,
            TokenKind.Colon => Sense.NameColon,
            _ => Sense.Plain,
        };
    }
}
