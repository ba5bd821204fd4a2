using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>A comment of its own, or the pieces from the beginning of an item, or from a closing brace, to what follows it.</summary>
internal sealed class Line(int indent, bool hasBlankBefore, IReadOnlyList<Piece> pieces)
{
    /// <summary>The blanks before it.</summary>
    public int Indent => indent;

    /// <summary>The pieces; none of a comment.</summary>
    public IReadOnlyList<Piece> Pieces => pieces;

    /// <summary>Whether an empty line stands before it.</summary>
    public bool HasBlankBefore { get; set; } = hasBlankBefore;

    /// <summary>The comment that it is, or that stands behind its pieces.</summary>
    public Comment? Comment { get; set; }

    /// <summary>The columns from one piece to another, had there been no line break and no padding.</summary>
    public int FlatWidth(int first, int last) => pieces[last].FlatEnd - pieces[first].FlatStart;

    /// <summary>The characters that the source has between a piece and the one before it.</summary>
    public int SourceGap(int index) => pieces[index].Token.Span.Start - pieces[index - 1].Token.Span.End;

    /// <summary>Whether all of its pieces stand in one line.</summary>
    public bool IsSingle => pieces.Count > 0 && pieces.All(piece => !piece.BreaksBefore);

    /// <summary>The column of a piece of a single line.</summary>
    public int ColumnOf(int index) => pieces[index].Column + pieces.Take(index + 1).Sum(piece => piece.Padding);

    /// <summary>The columns that a single line takes.</summary>
    public int Width => ColumnOf(pieces.Count - 1) + pieces[^1].Text.Length;
}
