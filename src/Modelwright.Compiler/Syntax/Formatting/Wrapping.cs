namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>
/// Line breaks inside of a line. The author's stay, moved to where one may stand. What is still too long is broken where that
/// disturbs least: outside of brackets rather than in them, at loose operators rather than at tight ones. What follows a break
/// stands under the first thing in its bracket, or one step further in than the line where the bracket is the last thing on it.
/// </summary>
internal sealed class Wrapping
{
    private readonly Line _line;
    private readonly IReadOnlyList<Piece> _pieces;

    // No break lies behind this piece, so that a very long line isn't searched for one again and again.
    private int _lastBreak;

    private Wrapping(Line line) => (_line, _pieces) = (line, line.Pieces);

    /// <summary>Breaks a line.</summary>
    public static void Wrap(Line line)
    {
        var wrapping = new Wrapping(line);
        wrapping.KeepBreaks();
        wrapping.BreakLongLines();
    }

    private void KeepBreaks()
    {
        for (var i = 1; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (piece.Token.Comments.Count > 0)
                Break(i);
            else if (piece.Token.StartsLine && PlaceFor(i) is { } place)
                Break(place);
        }
    }

    /// <summary>
    /// Where an author's break before a piece goes: there, before the operator that it stands behind, or behind the comma or
    /// sign that it stands before. Null where no line may begin nearby.
    /// </summary>
    private int? PlaceFor(int index)
    {
        var piece = _pieces[index];
        if (piece.Readiness is not null || (piece.Sign.Closes && piece.Opener!.Hangs))
            return index;
        if (index > 1 && _pieces[index - 1] is { Readiness: not null } left && Breaking.Before(left.Sign, inBrackets: false) is not null)
            return index - 1;
        if (index + 1 < _pieces.Count && !piece.Sign.Opens && _pieces[index + 1].Readiness is not null && Breaking.After(piece.Sign, inBrackets: false) is not null)
            return index + 1;
        return null;
    }

    private void Break(int index)
    {
        _pieces[index].BreaksBefore = true;
        _lastBreak = Math.Max(_lastBreak, index);
        if (_pieces[index - 1].Sign.Opens)
            _pieces[index - 1].Hangs = true;
    }

    private void BreakLongLines()
    {
        for (int start = 0, end; start < _pieces.Count;)
        {
            end = NextBreak(start);
            if (IsTooLong(start, end) && BestBreak(start, end) is { } place)
            {
                Break(place);
                Refill(place);
                continue;
            }

            Place(start, end);
            start = end;
        }
    }

    /// <summary>
    /// The author's later breaks between the same operands or arguments go, so that no short line is left between long ones.
    /// </summary>
    private void Refill(int place)
    {
        var (opener, readiness) = (_pieces[place].Opener, _pieces[place].Readiness);
        for (var i = place + 1; i <= _lastBreak; i++)
        {
            var piece = _pieces[i];
            if (piece.Sign.Closes && piece.Opener == opener)
                return;
            if (piece.Opener == opener && piece.Readiness == readiness && piece.Token.Comments.Count == 0)
                piece.BreaksBefore = false;
        }
    }

    private int NextBreak(int start)
    {
        for (var i = start + 1; i <= _lastBreak; i++)
        {
            if (_pieces[i].BreaksBefore)
                return i;
        }

        _lastBreak = start;
        return _pieces.Count;
    }

    private bool IsTooLong(int start, int end) => IndentOf(start) + _line.FlatWidth(start, end - 1) > Formatter.LongestLine;

    private void Place(int start, int end)
    {
        var indent = IndentOf(start);
        for (var i = start; i < end; i++)
            Place(i, start, indent);
    }

    private void Place(int index, int start, int indent)
    {
        _pieces[index].LineIndent = indent;
        _pieces[index].Column = indent + _pieces[index].FlatStart - _pieces[start].FlatStart;
    }

    /// <summary>Where a line that is too long is broken: the last of the best places before its limit, or else the first behind it.</summary>
    private int? BestBreak(int start, int end)
    {
        var indent = IndentOf(start);
        int? best = null;
        (bool, int, int) bestCost = default;
        for (var i = start + 1; i < end; i++)
        {
            Place(i - 1, start, indent);
            if (_pieces[i].Readiness is not { } readiness)
                continue;
            if (_pieces[i - 1].ColumnEnd > Formatter.LongestLine)
                return best ?? i;
            var restIsTooLong = IndentOf(i) + _line.FlatWidth(i, end - 1) > Formatter.LongestLine;
            var cost = (restIsTooLong, _pieces[i].Depth, readiness);
            if (best is null || cost.CompareTo(bestCost) <= 0)
                (best, bestCost) = (i, cost);
        }

        return best;
    }

    private int IndentOf(int index)
    {
        if (index == 0)
            return _line.Indent;
        var piece = _pieces[index];
        if (piece.Opener is not { } opener)
            return _line.Indent + Formatter.Indentation;
        if (opener.Hangs || _pieces[index - 1] == opener)
            return opener.LineIndent + (piece.Sign.Closes ? 0 : Formatter.Indentation) + FurtherIn(piece);
        return opener.Column + 1 + FurtherIn(piece);
    }

    // The rest of an argument stands further in than the next argument.
    private static int FurtherIn(Piece piece) =>
        Breaking.Before(piece.Sign, inBrackets: true) is null ? 0 : Formatter.Indentation;
}
