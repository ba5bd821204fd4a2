using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>A token on its way to a line.</summary>
internal sealed class Piece(Token token, Sense sense, string text, Piece? opener)
{
    /// <summary>The token's kind, and how it stands.</summary>
    public Sign Sign => new(token.Kind, sense);

    /// <summary>The token.</summary>
    public Token Token => token;

    /// <summary>What the token is.</summary>
    public TokenKind Kind => token.Kind;

    /// <summary>How it is written.</summary>
    public string Text => text;

    /// <summary>The blanks before it within a line.</summary>
    public int Space { get; set; }

    /// <summary>Further blanks before it, which put it into a column.</summary>
    public int Padding { get; set; }

    /// <summary>The innermost bracket open around it in its line; of a closing bracket, its partner.</summary>
    public Piece? Opener => opener;

    /// <summary>How many brackets are open around it in its line.</summary>
    public int Depth { get; } = opener is null ? 0 : opener.Depth + 1;

    /// <summary>How readily a new line begins here, the readiest being 0; null where none may.</summary>
    public int? Readiness { get; set; }

    /// <summary>Whether it begins a row of a table of names and types.</summary>
    public bool BeginsRow { get; init; }

    /// <summary>Whether it begins an item of the tree.</summary>
    public bool BeginsItem { get; init; }

    /// <summary>Whether a new line begins here inside of a statement.</summary>
    public bool BreaksBefore { get; set; }

    /// <summary>Whether a new line begins right behind this bracket.</summary>
    public bool Hangs { get; set; }

    /// <summary>The indentation of the line it stands in.</summary>
    public int LineIndent { get; set; }

    /// <summary>The column it stands in.</summary>
    public int Column { get; set; }

    /// <summary>Where it ended if the whole file were one line.</summary>
    public int FlatEnd { get; set; }

    /// <summary>Where it began if the whole file were one line.</summary>
    public int FlatStart => FlatEnd - Text.Length;

    /// <summary>The column behind it.</summary>
    public int ColumnEnd => Column + Text.Length;
}
