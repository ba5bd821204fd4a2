namespace Modelwright.Compiler.Syntax;

/// <summary>The catalogue of diagnostics. An id never changes its meaning; MW0001 to MW0099 are about the text itself.</summary>
public static partial class Diagnostics
{
    /// <summary>A character that the language doesn't use.</summary>
    public static readonly DiagnosticKind UnknownCharacter = new("MW0001", Severity.Error, "Unknown character");

    /// <summary>A string without its closing quote.</summary>
    public static readonly DiagnosticKind UnterminatedString = new("MW0002", Severity.Error, "Unterminated string");

    /// <summary>Something that begins like a number and isn't one, or that doesn't fit its 64 bits.</summary>
    public static readonly DiagnosticKind BadNumber = new("MW0003", Severity.Error, "Bad number");

    /// <summary>The grammar wants something else here.</summary>
    public static readonly DiagnosticKind UnexpectedText = new("MW0010", Severity.Error, "Unexpected text");

    /// <summary>A bracket or brace without its partner.</summary>
    public static readonly DiagnosticKind UnpairedBracket = new("MW0011", Severity.Error, "Unpaired bracket");

    /// <summary>A statement or declaration can't begin like this.</summary>
    public static readonly DiagnosticKind UnknownKeyword = new("MW0012", Severity.Error, "Unknown keyword");

    /// <summary>Something at a place of the file where it may not stand.</summary>
    public static readonly DiagnosticKind WrongPlace = new("MW0013", Severity.Error, "Wrong place");

    /// <summary>Deeper nesting than the compiler follows.</summary>
    public static readonly DiagnosticKind TooDeep = new("MW0020", Severity.Error, "Nested too deeply");

    /// <summary>A larger file than the compiler reads.</summary>
    public static readonly DiagnosticKind FileTooLarge = new("MW0021", Severity.Error, "File too large");
}
