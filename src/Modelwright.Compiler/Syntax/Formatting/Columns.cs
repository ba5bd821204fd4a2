namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>
/// Columns over lines that follow each other. Declarations of one kind are a table: their colons stand under each other. Any
/// other column is the author's to begin: like tokens that stand under each other behind more than one blank stay so.
/// </summary>
internal static class Columns
{
    /// <summary>Pads the pieces of lines that stand in columns.</summary>
    public static void Align(IReadOnlyList<Line> lines)
    {
        for (int start = 0, end; start < lines.Count; start = end)
        {
            end = start + 1;
            while (end < lines.Count && Follows(lines[end], lines[end - 1]))
                end++;
            if (end - start == 1)
                continue;
            var run = lines.Skip(start).Take(end - start).ToList();
            Tables.Align(run);
            AuthorsColumns.Align(run);
        }
    }

    /// <summary>Puts pieces, each the one at an index of a line, under each other.</summary>
    /// <returns>The first line that is too long now, or null.</returns>
    public static Line? Pad(IReadOnlyList<(Line Line, int Index)> cells)
    {
        var column = cells.Max(cell => cell.Line.ColumnOf(cell.Index));
        foreach (var (line, index) in cells)
            line.Pieces[index].Padding += column - line.ColumnOf(index);
        return cells.Select(cell => cell.Line).FirstOrDefault(line => line.Width > Formatter.LongestLine);
    }

    /// <summary>Takes the padding away again.</summary>
    public static void Reset(IEnumerable<(Line Line, int Index)> cells)
    {
        foreach (var (line, index) in cells)
            line.Pieces[index].Padding = 0;
    }

    private static bool Follows(Line line, Line before) =>
        before.IsSingle && line.IsSingle && !line.HasBlankBefore && line.Indent == before.Indent;
}
