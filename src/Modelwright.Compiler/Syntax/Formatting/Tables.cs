using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>Tables of declarations: <c>param</c> under <c>param</c>, and the entries of a mapping, colon under colon.</summary>
internal static class Tables
{
    /// <summary>Aligns the tables among lines that follow each other.</summary>
    public static void Align(IReadOnlyList<Line> lines)
    {
        for (int start = 0, end; start < lines.Count; start = end)
        {
            end = start + 1;
            while (end < lines.Count && Kind(lines[end]) == Kind(lines[start]))
                end++;
            if (Kind(lines[start]) is not null)
                AlignRows([.. lines.Skip(start).Take(end - start)]);
        }
    }

    /// <summary>Whether the piece at an index of a line stands in a column of its table.</summary>
    public static bool IsCell(Line line, int index) => Kind(line) is not null && (index == Colon(line) || index == Sign(line));

    // A row that its padding makes too long is none: the table ends before it, and another begins behind.
    private static void AlignRows(IReadOnlyList<Line> rows)
    {
        while (rows.Count > 1)
        {
            var colons = rows.Select(row => (row, Colon(row))).ToList();
            if (Columns.Pad(colons) is not { } tooLong)
            {
                AlignSigns(rows);
                return;
            }

            Columns.Reset(colons);
            var before = rows.TakeWhile(row => row != tooLong).ToList();
            AlignRows(before);
            rows = [.. rows.Skip(before.Count + 1)];
        }
    }

    // Where the author has begun a column of equals signs, all of the table's stand in it.
    private static void AlignSigns(IReadOnlyList<Line> rows)
    {
        var signs = rows.Select(row => (Row: row, Index: Sign(row))).Where(sign => sign.Index >= 0).ToList();
        if (signs.Any(sign => sign.Row.SourceGap(sign.Index) > 1) && Columns.Pad(signs) is not null)
            Columns.Reset(signs);
    }

    private static string? Kind(Line line) => line.Pieces[0] switch
    {
        { BeginsRow: false } => null,
        { Sign.Sense: Sense.PatternPart } => "",
        var keyword => keyword.Text,
    };

    private static int Colon(Line line) => Find(line, piece => piece.Sign.Sense == Sense.DeclarationColon);

    private static int Sign(Line line) => Find(line, piece => piece.Kind == TokenKind.Assign && piece.Depth == 0);

    private static int Find(Line line, Func<Piece, bool> isMeant)
    {
        for (var i = 0; i < line.Pieces.Count; i++)
        {
            if (isMeant(line.Pieces[i]))
                return i;
        }

        return -1;
    }
}
