using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Statements in braces. Errors stay inside: a body that has begun is always read to its end.</summary>
internal static class BodyGrammar
{
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

        var layout = new Layout(start);
        var statements = new List<Statement>();
        var at = start.Kind == TokenKind.OpenBrace ? start.Next : start;
        while (true)
        {
            var read = StatementGrammar.Statement.Recovering(token => Ends(token) || layout.LacksBraceBefore(token), Recovery.ToStatement).Nested()(at);
            statements.AddRange(read.Value);
            at = read.Remainder.At();
            if (!layout.IsOneTooMany(at))
                break;
            state.Report(Diagnostics.UnpairedBracket, at, "this '}' closes nothing");
            at = at.Next;
        }

        if (layout.LacksBraceBefore(at))
            layout.ReportMissing(at);
        else if (at.Kind == TokenKind.CloseBrace)
            at = at.Next;
        else if (start.Kind == TokenKind.OpenBrace)
            Combinators.Close(start.Token)(at);
        return Result.Success(new BlockSyntax(start.To(at), statements), at);
    }

    /// <summary>A file whose last brace was forgotten goes on with the next declaration.</summary>
    private static bool Ends(TokenInput input) =>
        input.Kind is TokenKind.CloseBrace or TokenKind.End
        || (input.Token.StartsLine && Keywords.BeginsDeclaration(input));

    /// <summary>Whether a body begins here all the same: a <c>}</c> further down lacks its partner.</summary>
    private static bool IsOnlyBraceMissing(TokenInput input) =>
        input.Position < input.State.LastUnpairedBrace && input.Token.StartsLine && Keywords.BeginsStatement(input);
}
