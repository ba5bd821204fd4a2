namespace Modelwright.Compiler.Syntax;

/// <content>Warnings: the model is compiled, but something in it has no effect or is not what it seems.</content>
public static partial class Diagnostics
{
    /// <summary>A constant that nothing reads.</summary>
    public static readonly DiagnosticKind UnusedConstant = new("MW0300", Severity.Warning, "Constant is never read");

    /// <summary>An input that nothing reads.</summary>
    public static readonly DiagnosticKind UnusedInput = new("MW0301", Severity.Warning, "Input is never read");

    /// <summary>A <c>let</c> or <c>var</c> that nothing reads.</summary>
    public static readonly DiagnosticKind UnusedValue = new("MW0302", Severity.Warning, "Value is never read");

    /// <summary>A <c>param</c> or <c>buffer</c> that nothing reads.</summary>
    public static readonly DiagnosticKind UnusedParameter = new("MW0303", Severity.Warning, "Parameter is never read");

    /// <summary>An argument of a block, op or recurrence that its body does not read.</summary>
    public static readonly DiagnosticKind UnusedArgument = new("MW0304", Severity.Warning, "Argument is never read");

    /// <summary>An import none of whose names is used.</summary>
    public static readonly DiagnosticKind UnusedImport = new("MW0305", Severity.Warning, "Import is not needed");

    /// <summary>Parameters or inputs whose values reach no output.</summary>
    public static readonly DiagnosticKind DeadParameter = new("MW0306", Severity.Warning, "Parameter or input cannot influence any output");

    /// <summary>A softmax, mean or the like along an axis that has one element whatever the constants are.</summary>
    public static readonly DiagnosticKind AxisOfOne = new("MW0307", Severity.Warning, "Axis has one element");

    /// <summary>Two tensors that stand for each other's parameter.</summary>
    public static readonly DiagnosticKind LooksSwapped = new("MW0308", Severity.Warning, "Arguments look swapped");

    /// <summary>A difference of nearly equal numbers.</summary>
    public static readonly DiagnosticKind Cancellation = new("MW0310", Severity.Warning, "Difference of nearly equal numbers");

    /// <summary>A function of numbers that overflow or vanish on the way, although the result would not.</summary>
    public static readonly DiagnosticKind Overflow = new("MW0311", Severity.Warning, "Overflows on the way to its result");

    /// <summary>A number that the element type turns into 0.</summary>
    public static readonly DiagnosticKind VanishingNumber = new("MW0312", Severity.Warning, "Number vanishes in its type");
}
