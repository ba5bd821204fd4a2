using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>
/// The parsers that the grammar is made of. They choose by the token at hand and never go back, so every failure is an
/// error and is reported where it happens, and parsing takes time in proportion to the text.
/// </summary>
internal static class Combinators
{
    /// <summary>The place itself; consumes nothing.</summary>
    public static readonly Parser<TokenInput> Here = input => Result.Success(input.At(), input);

    /// <summary>The token here, where it has been looked at already.</summary>
    public static readonly Parser<Token> Any = input => Result.Success(input.At().Token, input.At().Next);

    /// <summary>A name.</summary>
    public static readonly Parser<Identifier> Name = NameOf("a name");

    /// <summary>Names with dots between them, as one.</summary>
    public static readonly Parser<Identifier> DottedName =
        from names in Name.SeparatedBy(TokenKind.Dot)
        select names.Count == 1
            ? names[0]
            : new Identifier(
                TextSpan.Cover(names[0].Span, names[^1].Span), string.Join(".", names.Select(name => name.Text)));

    /// <summary>Sprache's input as ours.</summary>
    public static TokenInput At(this IInput input) => (TokenInput)input;

    /// <summary>One token of a kind.</summary>
    public static Parser<Token> Token(TokenKind kind, string expected) => Token(token => token.Kind == kind, expected);

    /// <summary>One token of some sort.</summary>
    public static Parser<Token> Token(Func<Token, bool> test, string expected) =>
        input => test(input.At().Token) ? Any(input) : input.FailExpecting<Token>(expected);

    /// <summary>A name, described.</summary>
    public static Parser<Identifier> NameOf(string expected) =>
        from token in Token(TokenKind.Name, expected)
        select new Identifier(token.Span, token.Text);

    /// <summary>The partner of an opening bracket.</summary>
    public static Parser<Token> Close(Token open, string orElse = "") => input =>
    {
        var at = input.At();
        var kind = Signs.Closer(open.Kind);
        if (at.Kind == kind)
            return Any(at);
        return open.Partner >= 0 ? input.FailExpecting<Token>(orElse + Quoted(kind)) : FailUnclosed<Token>(at, open);
    };

    /// <summary>Fails because a bracket isn't closed where it should be.</summary>
    public static IResult<T> FailUnclosed<T>(TokenInput at, Token open)
    {
        var (line, column) = at.State.Source.Position(open.Span.Start);
        var place = FormattableString.Invariant($"{line + 1}:{column + 1}");
        return at.Fail<T>(
            Diagnostics.UnpairedBracket,
            $"expected {Quoted(Signs.Closer(open.Kind))} to close the '{open.Text}' at {place}, found {at.Token.Describe()}");
    }

    private static string Quoted(TokenKind closer) => closer switch
    {
        TokenKind.CloseParenthesis => "')'",
        TokenKind.CloseBracket => "']'",
        _ => "'}'",
    };

    /// <summary>A parser that is only looked up when it runs, for what contains itself and isn't made yet.</summary>
    public static Parser<T> Later<T>(Func<Parser<T>?> parser) => input => parser()!(input);

    /// <summary>The parser for the kind of token here.</summary>
    public static Parser<T> Choose<T>(string expected, params (TokenKind Kind, Parser<T> Parser)[] choices)
    {
        var byKind = choices.ToDictionary(choice => choice.Kind, choice => choice.Parser);
        return input => byKind.TryGetValue(input.At().Kind, out var parser)
            ? parser(input)
            : input.FailExpecting<T>(expected);
    }

    /// <summary>One parser or another.</summary>
    public static Parser<T> When<T>(Func<TokenInput, bool> test, Parser<T> then, Parser<T> otherwise) =>
        input => test(input.At()) ? then(input) : otherwise(input);

    /// <summary>What begins with a token of a kind, or null where there is none.</summary>
    public static Parser<T?> Optional<T>(TokenKind kind, Parser<T> parser)
        where T : class =>
        When<T?>(input => input.Kind == kind, parser, Parse.Return<T?>(null));

    /// <summary>What stands behind a token of a kind, or null where there is none.</summary>
    public static Parser<T?> Behind<T>(TokenKind kind, Parser<T> parser)
        where T : class =>
        Optional(kind, from sign in Any from value in parser select value);

    /// <summary>As many as there are.</summary>
    public static Parser<IReadOnlyList<T>> While<T>(this Parser<T> parser, Func<TokenInput, bool> test) => input =>
    {
        var items = new List<T>();
        while (test(input.At()))
        {
            var item = parser(input);
            if (!item.WasSuccessful)
                return item.FailureOf<T, IReadOnlyList<T>>();
            items.Add(item.Value);
            input = item.Remainder;
        }

        return Result.Success<IReadOnlyList<T>>(items, input);
    };

    /// <summary>One or more with a separator between them.</summary>
    public static Parser<IReadOnlyList<T>> SeparatedBy<T>(this Parser<T> item, TokenKind separator) => input =>
    {
        var items = new List<T>();
        while (true)
        {
            var next = item(input);
            if (!next.WasSuccessful)
                return next.FailureOf<T, IReadOnlyList<T>>();
            items.Add(next.Value);
            if (next.Remainder.At().Kind != separator)
                return Result.Success<IReadOnlyList<T>>(items, next.Remainder);
            input = next.Remainder.At().Next;
        }
    };

    /// <summary><c>(a, b)</c>: one or more in brackets.</summary>
    public static Parser<IReadOnlyList<T>> Enclosed<T>(this Parser<T> item, TokenKind bracket)
    {
        var items = item.SeparatedBy(TokenKind.Comma);
        return from open in Token(bracket, bracket == TokenKind.OpenParenthesis ? "'('" : "'['")
               from list in items
               from close in Close(open, "',' or ")
               select list;
    }

    /// <summary><c>()</c> or <c>(a, b)</c>: any number in brackets.</summary>
    public static Parser<IReadOnlyList<T>> EnclosedOrEmpty<T>(this Parser<T> item, TokenKind bracket)
    {
        Parser<IReadOnlyList<T>> empty =
            from open in Any
            from close in Close(open)
            select (IReadOnlyList<T>)[];
        return When(input => input.Next.Kind == Signs.Closer(bracket), empty, item.Enclosed(bracket));
    }

    /// <summary>Gives a node the span of everything that was read for it.</summary>
    public static Parser<T> Spanned<T>(this Parser<T> parser)
        where T : SyntaxNode => input =>
    {
        var node = parser(input);
        return node.WasSuccessful
            ? Result.Success((T)(node.Value with { Span = input.At().To(node.Remainder.At()) }), node.Remainder)
            : node;
    };

    /// <summary>Counts a level of nesting; too many are an error.</summary>
    public static Parser<T> Nested<T>(this Parser<T> parser) => input =>
    {
        var state = input.At().State;
        if (state.Nesting >= ParseState.DeepestNesting)
            return input.Fail<T>(Diagnostics.TooDeep, ParseState.TooDeep);
        state.Nesting++;
        var result = state.Nesting % ParseState.NestingPerStack == 0
            ? FreshStack.Run(() => parser(input))
            : parser(input);
        state.Nesting--;
        return result;
    };
}
