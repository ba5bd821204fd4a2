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
        return input.Fail<T>(Diagnostics.UnexpectedText, $"expected {expected}{after}, found {at.Token.Describe()}");
    }

    /// <summary>Fails because the word here isn't one of the keywords that may stand here.</summary>
    public static IResult<T> FailUnknownKeyword<T>(this IInput input, IReadOnlyList<string> keywords)
    {
        var word = input.At().Token.Text;
        var hint = Spelling.Closest(word, keywords) is { } closest ? $"; did you mean '{closest}'?" : "";
        return input.Fail<T>(Diagnostics.UnknownKeyword, $"{input.At().Token.Describe()} is not a keyword{hint}");
    }

    /// <summary>A failure as the failure of something larger.</summary>
    public static IResult<TResult> FailureOf<T, TResult>(this IResult<T> failure) =>
        Result.Failure<TResult>(failure.Remainder, failure.Message, failure.Expectations);
}
