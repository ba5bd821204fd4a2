namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Finds the partner of every bracket, so that the grammar never has to try out where one ends.</summary>
internal sealed class Brackets
{
    private readonly IReadOnlyList<Token> _tokens;
    private readonly Stack<int> _open = new();

    // Open '(' and '[' per pair of braces around them, and open '{' in all.
    private readonly Stack<(int Parentheses, int Brackets)> _outer = new();
    private (int Parentheses, int Brackets) _inner;

    private Brackets(IReadOnlyList<Token> tokens) => _tokens = tokens;

    /// <summary>
    /// Pairs by kind. A closing bracket passes over open ones inside it that were never closed, but <c>)</c> and <c>]</c>
    /// never reach out of their braces.
    /// </summary>
    public static void Pair(IReadOnlyList<Token> tokens)
    {
        var brackets = new Brackets(tokens);
        for (var i = 0; i < tokens.Count; i++)
            brackets.Visit(i);
    }

    private void Visit(int index)
    {
        switch (_tokens[index].Kind)
        {
            case TokenKind.OpenParenthesis:
                _inner.Parentheses++;
                _open.Push(index);
                break;
            case TokenKind.OpenBracket:
                _inner.Brackets++;
                _open.Push(index);
                break;
            case TokenKind.OpenBrace:
                _outer.Push(_inner);
                _inner = default;
                _open.Push(index);
                break;
            case TokenKind.CloseParenthesis when _inner.Parentheses > 0:
            case TokenKind.CloseBracket when _inner.Brackets > 0:
            case TokenKind.CloseBrace when _outer.Count > 0:
                Close(index);
                break;
        }
    }

    private void Close(int closer)
    {
        int opener;
        do
            opener = Pop();
        while (Signs.Closer(_tokens[opener].Kind) != _tokens[closer].Kind);
        _tokens[opener].Partner = closer;
        _tokens[closer].Partner = opener;
    }

    private int Pop()
    {
        var index = _open.Pop();
        switch (_tokens[index].Kind)
        {
            case TokenKind.OpenParenthesis:
                _inner.Parentheses--;
                break;
            case TokenKind.OpenBracket:
                _inner.Brackets--;
                break;
            default:
                _inner = _outer.Pop();
                break;
        }

        return index;
    }
}
