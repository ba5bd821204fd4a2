using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>A place in the token list as Sprache's input; made once per token, so that advancing costs nothing.</summary>
internal sealed class TokenInput : IInput
{
    private readonly IReadOnlyList<TokenInput> _all;
    private readonly int _index;

    private TokenInput(IReadOnlyList<TokenInput> all, int index, Token token, ParseState state)
    {
        _all = all;
        _index = index;
        Token = token;
        State = state;
    }

    /// <summary>The token here.</summary>
    public Token Token { get; }

    /// <summary>What the whole parse shares.</summary>
    public ParseState State { get; }

    /// <summary>The kind of the token here.</summary>
    public TokenKind Kind => Token.Kind;

    /// <summary>The next place; the end stays where it is.</summary>
    public TokenInput Next => AtEnd ? this : _all[_index + 1];

    /// <summary>The place before, or null at the first.</summary>
    public TokenInput? Previous => _index == 0 ? null : _all[_index - 1];

    /// <summary>The place behind the last token of the file.</summary>
    public TokenInput End => _all[^1];

    /// <summary>The place of the bracket that pairs with the one here, if any.</summary>
    public TokenInput? Partner => Token.Partner < 0 ? null : _all[Token.Partner];

    /// <inheritdoc/>
    public char Current => (char)Token.Kind;

    /// <inheritdoc/>
    public bool AtEnd => Token.Kind == TokenKind.End;

    /// <summary>The index of the token.</summary>
    public int Position => _index;

    /// <inheritdoc/>
    public int Line => State.Source.Position(Token.Span.Start).Line + 1;

    /// <inheritdoc/>
    public int Column => State.Source.Position(Token.Span.Start).Column + 1;

    /// <inheritdoc/>
    public string Source => State.Source.Text;

    /// <summary>Always new: the grammar never returns to a place, so there is nothing to remember.</summary>
    public IDictionary<object, object> Memos => new Dictionary<object, object>();

    /// <summary>The first place of a token list.</summary>
    public static TokenInput First(IReadOnlyList<Token> tokens, ParseState state)
    {
        var all = new TokenInput[tokens.Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = new TokenInput(all, i, tokens[i], state);
        return all[0];
    }

    /// <inheritdoc/>
    public IInput Advance() => Next;

    /// <inheritdoc/>
    public bool Equals(IInput? other) => ReferenceEquals(this, other);

    /// <summary>The same place with another word.</summary>
    public TokenInput Respelt(string word) => new(
        _all, _index, Token with { Text = word, Kind = Signs.Reserved.TryGetValue(word, out var kind) ? kind : TokenKind.Name }, State);

    /// <summary>The text from here up to the token before <paramref name="end"/>.</summary>
    public TextSpan To(TokenInput end) =>
        end._index > _index ? TextSpan.Cover(Token.Span, end.Previous!.Token.Span) : new TextSpan(Token.Span.Start, 0);
}
