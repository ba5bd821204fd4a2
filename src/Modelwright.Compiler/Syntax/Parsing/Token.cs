namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What a token is; small enough for Sprache to take it for a character.</summary>
internal enum TokenKind : ushort
{
    End, Name, Number, String,
    Let, Var, Const, For, In, If, Else, Return, As, True, False,
    OpenParenthesis, CloseParenthesis, OpenBracket, CloseBracket, OpenBrace, CloseBrace,
    Comma, Colon, Question, Dot, DotDot, Ellipsis, Bar, Pipe, Arrow, FatArrow,
    Assign, AddAssign, SubtractAssign, MultiplyAssign, DivideAssign,
    Or, And, Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual,
    Plus, Minus, Star, Slash, Percent, At, Caret, Not,
}

/// <summary>A comment, from its slashes to the end of its line.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="StartsLine">Whether nothing stands before it on its line.</param>
internal sealed record Comment(TextSpan Span, bool StartsLine);

/// <summary>A word, literal or sign, without the blanks around it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">How it is written; of a string, what stands between its quotes.</param>
/// <param name="StartsLine">Whether it is the first on its line.</param>
/// <param name="Comments">The comments between the token before it and this one.</param>
/// <param name="Documentation">The text of the <c>///</c> comments before it, or null.</param>
/// <param name="Errors">How many errors the tokenizer has reported up to its end.</param>
internal sealed record Token(
    TokenKind Kind, TextSpan Span, string Text, bool StartsLine, IReadOnlyList<Comment> Comments, string? Documentation, int Errors)
{
    /// <summary>The index of the bracket that this one pairs with; -1 where there is none.</summary>
    public int Partner { get; set; } = -1;

    /// <summary>The token as a message shows it.</summary>
    public string Describe()
    {
        const int longest = 40;
        var text = Text.Length > longest ? Text.Substring(0, longest) + "..." : Text;
        return Kind switch
        {
            TokenKind.End => "the end of the file",
            TokenKind.String => $"the string \"{text}\"",
            >= TokenKind.Let and <= TokenKind.False => $"the keyword '{text}'",
            _ => $"'{text}'",
        };
    }
}
