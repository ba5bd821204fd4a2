namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>Columns that the source has outside of tables.</summary>
internal static class AuthorsColumns
{
    /// <summary>
    /// Keeps the columns of lines that follow each other: tokens of one kind that stand under each other, at least one of them
    /// behind more blanks than it needs.
    /// </summary>
    public static void Align(IReadOnlyList<Line> lines)
    {
        foreach (var column in Find(lines).OrderBy(column => column.Place))
        {
            if (Columns.Pad(column.Cells) is not null)
                Columns.Reset(column.Cells);
        }
    }

    private static IEnumerable<(int Place, List<(Line Line, int Index)> Cells)> Find(IReadOnlyList<Line> lines)
    {
        var open = new Dictionary<int, List<(Line Line, int Index)>>();
        foreach (var line in lines)
        {
            var next = new Dictionary<int, List<(Line Line, int Index)>>();
            foreach (var index in Candidates(line))
            {
                var piece = line.Pieces[index];
                var place = Place(line, index);
                if (!open.TryGetValue(place, out var cells) || cells[0].Line.Pieces[cells[0].Index].Kind != piece.Kind)
                    cells = [];
                else
                    open.Remove(place);
                cells.Add((line, index));
                next.Add(place, cells);
            }

            foreach (var done in open.Where(IsColumn))
                yield return (done.Key, done.Value);
            open = next;
        }

        foreach (var done in open.Where(IsColumn))
            yield return (done.Key, done.Value);
    }

    private static bool IsColumn(KeyValuePair<int, List<(Line Line, int Index)>> column) =>
        column.Value.Count > 1 && column.Value.Any(cell => cell.Line.SourceGap(cell.Index) > cell.Line.Pieces[cell.Index].Space);

    // Of a line that stands in one line of the source: what has a blank before it, but what the table places.
    private static IEnumerable<int> Candidates(Line line) =>
        line.Pieces[0].Token.StartsLine && !line.Pieces.Skip(1).Any(piece => piece.Token.StartsLine)
            ? Enumerable.Range(1, line.Pieces.Count - 1)
                .Where(i => line.Pieces[i].Space > 0 && line.SourceGap(i) > 0 && !Tables.IsCell(line, i))
            : [];

    private static int Place(Line line, int index) => line.Pieces[index].Token.Span.Start - line.Pieces[0].Token.Span.Start;
}
