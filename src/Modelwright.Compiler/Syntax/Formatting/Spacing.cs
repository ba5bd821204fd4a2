using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>How a sign stands where tokens of its kind stand in several ways.</summary>
internal enum Sense
{
    /// <summary>As its kind says.</summary>
    Plain,

    /// <summary>Before its operand: <c>-x</c>, <c>!x</c>.</summary>
    Prefix,

    /// <summary>A word that is never called or indexed.</summary>
    Keyword,

    /// <summary>A bracket of <c>list&lt;…&gt;</c>.</summary>
    Angle,

    /// <summary>The colon of <c>c ? a : b</c>.</summary>
    ChoiceColon,

    /// <summary>The colon between a declared name and its type, or a pattern and its format.</summary>
    DeclarationColon,

    /// <summary>A colon that belongs to what stands before it: <c>heads: 4</c>, <c>t: T</c>.</summary>
    NameColon,

    /// <summary>A colon before the end of a range: <c>x[:n]</c>.</summary>
    RangeColon,

    /// <summary>A part of a pattern of paths.</summary>
    PatternPart,
}

/// <summary>A sign and how it stands.</summary>
internal readonly record struct Sign(TokenKind Kind, Sense Sense)
{
    /// <summary>Whether it opens a bracket that is neither a brace nor an angle.</summary>
    public bool Opens => Kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket;

    /// <summary>Whether it closes one.</summary>
    public bool Closes => Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket;

    /// <summary>Whether an operand may end with it, so that a bracket behind it is an index or a call.</summary>
    public bool EndsOperand => Sense != Sense.Keyword && (Closes || Kind is TokenKind.Name or TokenKind.Number
        or TokenKind.String or TokenKind.True or TokenKind.False);
}

/// <summary>The blanks between two tokens of a line.</summary>
internal static class Spacing
{
    /// <summary>The blanks between <paramref name="left"/> and <paramref name="right"/>.</summary>
    public static int Between(Sign left, Sign right) => Touch(left, right) ? 0 : 1;

    /// <summary>The blanks before a statement in braces on one line, behind <paramref name="left"/>.</summary>
    public static int BetweenStatements(Sign left) => left.Kind == TokenKind.OpenBrace ? 1 : 2;

    private static bool Touch(Sign left, Sign right) =>
        left.Opens
        || right.Closes
        || right.Kind == TokenKind.Comma
        || left.Sense is Sense.Prefix or Sense.RangeColon
        || right.Sense is Sense.PatternPart or Sense.NameColon or Sense.Angle
        || (left.Sense == Sense.Angle && left.Kind == TokenKind.Less)
        || (right.Opens && left.EndsOperand)
        || left.Kind is TokenKind.Dot or TokenKind.DotDot
        || right.Kind == TokenKind.DotDot
        // `1.x` would be a bad number.
        || (right.Kind == TokenKind.Dot && left.Kind != TokenKind.Number);
}
