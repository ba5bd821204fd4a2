using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Statements in braces. Errors stay inside: a body that has begun is always read to its end.</summary>
internal static class BodyGrammar
{
    private static readonly Parser<IReadOnlyList<Statement>> Statements =
        StatementGrammar.Statement.Recovering(Ends, Recovery.ToStatement).Nested();

    /// <summary><c>{ … }</c>.</summary>
    public static IResult<BlockSyntax> Body(IInput input)
    {
        var start = input.At();
        var state = start.State;
        if (start.Kind != TokenKind.OpenBrace)
        {
            var failure = input.FailExpecting<BlockSyntax>("'{'");
            if (!IsOnlyBraceMissing(start))
                return failure;
        }
        else if (state.Nesting >= ParseState.DeepestNesting)
        {
            state.Report(Diagnostics.TooDeep, start, ParseState.TooDeep);
            return Result.Success(new BlockSyntax(start.Token.Span, []), start.Partner?.Next ?? start.End);
        }

        var statements = Statements(start.Kind == TokenKind.OpenBrace ? start.Next : start);

        var end = statements.Remainder.At();
        if (end.Kind == TokenKind.CloseBrace)
            end = end.Next;
        else if (start.Kind == TokenKind.OpenBrace)
            Combinators.Close(start.Token)(end);
        return Result.Success(new BlockSyntax(start.To(end), statements.Value), end);
    }

    /// <summary>A file whose last brace was forgotten goes on with the next declaration.</summary>
    private static bool Ends(TokenInput input) =>
        input.Kind is TokenKind.CloseBrace or TokenKind.End
        || (input.Token.StartsLine && Keywords.BeginsDeclaration(input));

    /// <summary>Whether a body begins here all the same: a <c>}</c> further down lacks its partner.</summary>
    private static bool IsOnlyBraceMissing(TokenInput input) =>
        input.Position < input.State.LastUnpairedBrace && input.Token.StartsLine && Keywords.BeginsStatement(input);
}
