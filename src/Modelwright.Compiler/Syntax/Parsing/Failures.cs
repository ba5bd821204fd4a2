using Sprache;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Ways to fail; each reports its error.</summary>
internal static class Failures
{
    /// <summary>Reports an error and fails.</summary>
    public static IResult<T> Fail<T>(this IInput input, DiagnosticKind kind, string message)
    {
        input.At().State.Report(kind, input.At(), message);
        return Result.Failure<T>(input, message, []);
    }

    /// <summary>Fails because something else was expected here.</summary>
    public static IResult<T> FailExpecting<T>(this IInput input, string expected)
    {
        var at = input.At();
        var after = at.Previous is { } previous ? $" after {previous.Token.Describe()}" : "";
        return input.Fail<T>(Diagnostics.UnexpectedText, $"expected {expected}{after}, found {at.Token.Describe()}{Foreign.HintAt(at)}");
    }

    /// <summary>
    /// Reports that the word here isn't one of the keywords that may stand here, and goes on as if the closest of them did.
    /// </summary>
    public static IResult<T> UnknownKeyword<T>(this IInput input, IReadOnlyList<string> keywords, Func<TokenInput, Parser<T>> select)
    {
        var at = input.At();
        var message = $"{at.Token.Describe()} is not a keyword";
        if (Spelling.Closest(at.Token.Text, keywords) is not { } closest)
            return input.Fail<T>(Diagnostics.UnknownKeyword, message + Foreign.HintFor(at.Token.Text));
        at.State.Report(Diagnostics.UnknownKeyword, at, $"{message}; did you mean '{closest}'?");
        at.State.Guess();
        var meant = at.Respelt(closest);
        return select(meant)(meant);
    }

    /// <summary>A failure as the failure of something larger.</summary>
    public static IResult<TResult> FailureOf<T, TResult>(this IResult<T> failure) =>
        Result.Failure<TResult>(failure.Remainder, failure.Message, failure.Expectations);
}
