using System.Text;
using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>Lines to text. Comments behind code stand under each other where they follow each other.</summary>
internal sealed class Rows
{
    private const int BlanksBeforeComment = 2;

    private readonly string _text;
    private readonly List<Row> _rows = [];

    private Rows(string text) => _text = text;

    /// <summary>The text of a file's lines.</summary>
    public static string Print(IReadOnlyList<Line> lines, string text)
    {
        var rows = new Rows(text);
        foreach (var line in lines)
            rows.Add(line);
        return rows.Print();
    }

    private void Add(Line line)
    {
        if (line.HasBlankBefore)
            _rows.Add(new Row(line.Indent, "", null));
        if (line.Pieces.Count == 0)
        {
            _rows.Add(new Row(line.Indent, new string(' ', line.Indent) + Text(line.Comment!), null));
            return;
        }

        var code = new StringBuilder().Append(' ', line.Indent).Append(line.Pieces[0].Text);
        foreach (var piece in line.Pieces.Skip(1))
        {
            if (piece.BreaksBefore)
                Break(line, code, piece);
            else
                code.Append(' ', piece.Space + piece.Padding);
            code.Append(piece.Text);
        }

        _rows.Add(new Row(line.Indent, code.ToString(), line.Comment is null ? null : Text(line.Comment)));
    }

    private void Break(Line line, StringBuilder code, Piece piece)
    {
        var behind = piece.Token.Comments.FirstOrDefault(comment => !comment.StartsLine);
        _rows.Add(new Row(line.Indent, code.ToString(), behind is null ? null : Text(behind)));
        code.Clear().Append(' ', piece.LineIndent);
        foreach (var comment in piece.Token.Comments.Where(comment => comment.StartsLine))
            _rows.Add(new Row(line.Indent, code + Text(comment), null));
    }

    private string Text(Comment comment) => _text.Substring(comment.Span.Start, comment.Span.Length).TrimEnd();

    private string Print()
    {
        var lineBreak = LineBreaks.Of(_text);
        var printed = new StringBuilder();
        for (int start = 0, end; start < _rows.Count; start = end)
        {
            end = start + 1;
            while (end < _rows.Count && ShareColumn(_rows[end - 1], _rows[end]))
                end++;
            var width = _rows.Skip(start).Take(end - start).Max(row => row.Code.Length) + BlanksBeforeComment;
            foreach (var row in _rows.Skip(start).Take(end - start))
                printed.Append(row.Comment is null ? row.Code : row.Code.PadRight(width) + row.Comment).Append(lineBreak);
        }

        return printed.ToString();
    }

    private static bool ShareColumn(Row first, Row second) =>
        first.Comment is not null && second.Comment is not null && first.Indent == second.Indent;

    /// <summary>A line of text.</summary>
    /// <param name="Indent">The indentation of what it belongs to.</param>
    /// <param name="Code">The code, or the comment that stands alone.</param>
    /// <param name="Comment">The comment behind the code.</param>
    private sealed record Row(int Indent, string Code, string? Comment);
}
