using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>After an error, parsing goes on at the next line that can begin something at the same depth of braces.</summary>
internal static class Recovery
{
    /// <summary>Items up to where <paramref name="ends"/> says; one that fails is left out.</summary>
    public static Parser<IReadOnlyList<T>> Recovering<T>(
        this Parser<T> item, Func<TokenInput, bool> ends, Func<TokenInput, TokenInput> skip) =>
        input =>
        {
            var items = new List<T>();
            var at = input.At();
            while (!ends(at))
            {
                at.State.Begin(at);
                var result = item(at);
                var rest = result.Remainder.At();
                if (result.WasSuccessful)
                    items.Add(result.Value);
                else
                    at.State.LeaveOut(at, rest = skip(rest.Position > at.Position ? rest : Past(at)));
                at = rest;
            }

            return Result.Success<IReadOnlyList<T>>(items, at);
        };

    /// <summary>
    /// The expression that ends a statement. One that can't be read, has a bad token in it or goes on behind what can be read
    /// is replaced, so that the statement's name stays known.
    /// </summary>
    public static Parser<Expression> OrMissing(
        this Parser<Expression> expression, Func<TokenInput, TokenInput> skip, Func<TokenInput, bool>? goesOn = null) => input =>
    {
        var start = input.At();
        var result = expression(input);
        var rest = result.Remainder.At();
        if (result.WasSuccessful && rest.Previous!.Token.Errors == start.Previous!.Token.Errors && goesOn?.Invoke(rest) != true)
            return result;
        if (!result.WasSuccessful)
            rest = skip(rest);
        start.State.LeaveOut(start, rest);
        return Result.Success<Expression>(new MissingExpression(start.To(rest)), rest);
    };

    /// <summary>Whether something stands behind an expression on its line that cannot, so that only its beginning was read.</summary>
    public static bool GoesOn(TokenInput rest) =>
        !rest.AtEnd && !rest.Token.StartsLine && rest.Kind is not (TokenKind.CloseBrace or TokenKind.Comma)
        && (!Keywords.BeginsStatement(rest) || Foreign.HintFor(rest.Token.Text).Length > 0);

    /// <summary>The next line that begins a statement, or the end of the braces around it.</summary>
    public static TokenInput ToStatement(TokenInput input) =>
        To(input, at => at.Kind == TokenKind.CloseBrace || (at.Token.StartsLine && Keywords.BeginsStatement(at)));

    /// <summary>The next line, or the end of the braces around it.</summary>
    public static TokenInput ToLine(TokenInput input) =>
        To(input, at => at.Kind == TokenKind.CloseBrace || at.Token.StartsLine);

    /// <summary>The next line that begins a declaration.</summary>
    public static TokenInput ToDeclaration(TokenInput input) =>
        To(input, at => at.Token.StartsLine && Keywords.BeginsTopLevelItem(at));

    private static TokenInput To(TokenInput input, Func<TokenInput, bool> stops)
    {
        while (!input.AtEnd && !stops(input))
            input = Past(input);
        return input;
    }

    /// <summary>Past one token, or past a whole body, whose own errors are reported.</summary>
    private static TokenInput Past(TokenInput input) =>
        input.Kind == TokenKind.OpenBrace ? BodyGrammar.Body(input).Remainder.At() : input.Next;
}
