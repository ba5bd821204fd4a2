using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>
/// Pieces to lines: one for each item, closing brace and comment. Braces that the author wrote on one line stay on it if it
/// isn't too long.
/// </summary>
internal sealed class LineBuilder
{
    private readonly Piece[] _pieces;
    private readonly string _text;
    private readonly List<Line> _lines = [];

    // Of each item outside of all braces: its first comment, and its first line.
    private readonly List<(int Gap, int First)> _topLevel = [];

    private int _indent;
    private int _lineIndent;
    private int _start;
    private int _endOfFlat = -1;
    private bool _hasBlankBefore;
    private bool _isFirst = true;

    private LineBuilder(Piece[] pieces, string text) => (_pieces, _text) = (pieces, text);

    /// <summary>The lines of a file.</summary>
    public static IReadOnlyList<Line> Build(IReadOnlyList<Piece> pieces, string text)
    {
        var builder = new LineBuilder(pieces.ToArray(), text);
        for (var i = 0; i < pieces.Count; i++)
            builder.Visit(i);
        builder.SeparateDeclarations();
        return builder._lines;
    }

    private void Visit(int index)
    {
        if (index <= _endOfFlat)
            return;
        var piece = _pieces[index];
        if (index == 0 || piece.BeginsItem || piece.Kind is TokenKind.End or TokenKind.CloseBrace)
            Begin(index);
        if (piece.Kind != TokenKind.OpenBrace)
            return;
        if (StaysFlat(index))
            _endOfFlat = piece.Token.Partner;
        else
            (_indent, _isFirst) = (_indent + Formatter.Indentation, true);
    }

    /// <summary>Ends the line before a piece, writes the comments between them, and begins the next.</summary>
    private void Begin(int index)
    {
        var piece = _pieces[index];
        var end = 0;
        if (index > 0)
        {
            _lines.Add(new Line(_lineIndent, _hasBlankBefore, new ArraySegment<Piece>(_pieces, _start, index - _start)));
            end = _pieces[index - 1].Token.Span.End;
        }

        var gap = _lines.Count;
        foreach (var comment in piece.Token.Comments)
        {
            if (comment.StartsLine)
                _lines.Add(new Line(_indent, TakeBlank(end, comment.Span.Start), []) { Comment = comment });
            else
                _lines[^1].Comment = comment;
            end = comment.Span.End;
        }

        if (piece.Kind == TokenKind.CloseBrace)
            _indent -= Formatter.Indentation;
        else if (_indent == 0)
            _topLevel.Add((gap, _lines.Count));
        _hasBlankBefore = TakeBlank(end, piece.Token.Span.Start) && piece.Kind != TokenKind.CloseBrace;
        _lineIndent = _indent;
        _start = index;
    }

    /// <summary>Whether an empty line of the source stays: it separates two things at the same level.</summary>
    private bool TakeBlank(int start, int end)
    {
        var hasBlank = !_isFirst && LineBreaks.Count(_text, start, end) > 1;
        _isFirst = false;
        return hasBlank;
    }

    private bool StaysFlat(int open)
    {
        var close = _pieces[open].Token.Partner;
        if (close == open + 1 && _pieces[close].Token.Comments.Count == 0)
            return true;
        if (_lineIndent + _pieces[close].FlatEnd - _pieces[_start].FlatStart > Formatter.LongestLine)
            return false;
        for (var i = _start + 1; i <= close; i++)
        {
            if (_pieces[i].Token.StartsLine || _pieces[i].Token.Comments.Count > 0)
                return false;
        }

        for (var i = _start; i <= close; i++)
            _pieces[i].Readiness = null;
        return true;
    }

    /// <summary>An empty line stands around each declaration of several lines.</summary>
    private void SeparateDeclarations()
    {
        var wasTall = false;
        for (var i = 0; i + 1 < _topLevel.Count; i++)
        {
            var (gap, first) = _topLevel[i];
            var isTall = _topLevel[i + 1].Gap - first > 1;
            if (i > 0 && (wasTall || isTall) && !_lines.Skip(gap).Take(first - gap + 1).Any(line => line.HasBlankBefore))
                _lines[gap].HasBlankBefore = true;
            wasTall = isTall;
        }
    }
}
