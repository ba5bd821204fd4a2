using Modelwright.Compiler.Syntax.Parsing;

namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>Where a line may be broken, and how readily: at looser signs first.</summary>
internal static class Breaking
{
    private const int Arrow = 0;
    private const int Comma = 1;
    private const int Assignment = 2;
    private const int Lambda = 3;
    private const int Choice = 4;
    private const int Pipe = 5;
    private const int Operators = 5;
    private const int Default = 20;
    private const int Bracket = 21;

    /// <summary>How readily a line begins with a sign; null where none does. An arrow in brackets belongs to an argument's type.</summary>
    public static int? Before(Sign sign, bool inBrackets) => sign switch
    {
        { Sense: Sense.Prefix or Sense.Angle or Sense.PatternPart } => null,
        { Kind: TokenKind.Arrow } => inBrackets ? Choice : Arrow,
        { Kind: TokenKind.Question or TokenKind.Bar } or { Sense: Sense.ChoiceColon } => Choice,
        { Kind: TokenKind.Pipe } => Pipe,
        _ => InfixOperator.ByKind.TryGetValue(sign.Kind, out var infix) ? Operators + infix.Level : null,
    };

    /// <summary>How readily a line ends with a sign; null where none does. An equals sign in brackets gives a parameter its default.</summary>
    public static int? After(Sign sign, bool inBrackets) => sign switch
    {
        { Kind: TokenKind.Comma } => Comma,
        { Kind: >= TokenKind.Assign and <= TokenKind.DivideAssign } => inBrackets ? Default : Assignment,
        { Kind: TokenKind.FatArrow } => Lambda,
        { Opens: true } => Bracket,
        _ => null,
    };
}
