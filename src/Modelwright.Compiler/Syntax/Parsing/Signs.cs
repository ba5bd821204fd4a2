namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>The reserved words and signs of the language.</summary>
internal static class Signs
{
    /// <summary>Words that are never names.</summary>
    public static readonly IReadOnlyDictionary<string, TokenKind> Reserved = new Dictionary<string, TokenKind>
    {
        ["let"] = TokenKind.Let,
        ["var"] = TokenKind.Var,
        ["const"] = TokenKind.Const,
        ["for"] = TokenKind.For,
        ["in"] = TokenKind.In,
        ["if"] = TokenKind.If,
        ["else"] = TokenKind.Else,
        ["return"] = TokenKind.Return,
        ["as"] = TokenKind.As,
        ["true"] = TokenKind.True,
        ["false"] = TokenKind.False,
    };

    private static readonly (string Text, TokenKind Kind)[] LongestFirst =
    [
        ("...", TokenKind.Ellipsis),
        ("..", TokenKind.DotDot), ("->", TokenKind.Arrow), ("=>", TokenKind.FatArrow), ("|>", TokenKind.Pipe),
        ("||", TokenKind.Or), ("&&", TokenKind.And),
        ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual),
        ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual),
        ("+=", TokenKind.AddAssign), ("-=", TokenKind.SubtractAssign),
        ("*=", TokenKind.MultiplyAssign), ("/=", TokenKind.DivideAssign),
        ("(", TokenKind.OpenParenthesis), (")", TokenKind.CloseParenthesis),
        ("[", TokenKind.OpenBracket), ("]", TokenKind.CloseBracket),
        ("{", TokenKind.OpenBrace), ("}", TokenKind.CloseBrace),
        (",", TokenKind.Comma), (":", TokenKind.Colon), ("?", TokenKind.Question),
        (".", TokenKind.Dot), ("|", TokenKind.Bar),
        ("=", TokenKind.Assign), ("<", TokenKind.Less), (">", TokenKind.Greater), ("!", TokenKind.Not),
        ("+", TokenKind.Plus), ("-", TokenKind.Minus), ("*", TokenKind.Star), ("/", TokenKind.Slash),
        ("%", TokenKind.Percent), ("@", TokenKind.At), ("^", TokenKind.Caret),
    ];

    private static readonly ILookup<char, (string Text, TokenKind Kind)> ByFirst =
        LongestFirst.ToLookup(sign => sign.Text[0]);

    /// <summary>The longest sign at a place; an empty text where there is none.</summary>
    public static (string Text, TokenKind Kind) At(string text, int start)
    {
        foreach (var sign in ByFirst[text[start]])
        {
            if (string.CompareOrdinal(text, start, sign.Text, 0, sign.Text.Length) == 0)
                return sign;
        }

        return ("", TokenKind.End);
    }

    /// <summary>Whether a token closes a bracket.</summary>
    public static bool IsCloser(TokenKind kind) =>
        kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace;

    /// <summary>What closes an opening bracket; <see cref="TokenKind.End"/> for any other token.</summary>
    public static TokenKind Closer(TokenKind open) => open switch
    {
        TokenKind.OpenParenthesis => TokenKind.CloseParenthesis,
        TokenKind.OpenBracket => TokenKind.CloseBracket,
        TokenKind.OpenBrace => TokenKind.CloseBrace,
        _ => TokenKind.End,
    };
}
