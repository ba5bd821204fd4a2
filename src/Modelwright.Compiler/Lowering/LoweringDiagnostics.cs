namespace Modelwright.Compiler.Syntax;

/// <content>What keeps a program from being compiled into weights, or from being right as one.</content>
public static partial class Diagnostics
{
    /// <summary>A model that is no program of steps.</summary>
    public static readonly DiagnosticKind NoStepProgram = new("MW0320", Severity.Error, "Model is no program of steps");

    /// <summary>An operator that no affine map, rectifier or product gives.</summary>
    public static readonly DiagnosticKind NotLowered = new("MW0321", Severity.Error, "Operation has no weights");

    /// <summary>A state that reaches itself through a rectifier or a product.</summary>
    public static readonly DiagnosticKind NonlinearState = new("MW0322", Severity.Error, "State is no linear recurrence");

    /// <summary>A product that an architecture has no gate for.</summary>
    public static readonly DiagnosticKind NoGate = new("MW0323", Severity.Error, "Product needs a gate");

    /// <summary>A step whose argument falls, or nearly falls, where it is neither 0 nor 1.</summary>
    public static readonly DiagnosticKind StandsOnRamp = new("MW0324", Severity.Warning, "Step stands on its ramp");

    /// <summary>A conditional whose large constant is smaller than what it has to hold back.</summary>
    public static readonly DiagnosticKind BranchStaysOpen = new("MW0325", Severity.Warning, "Large constant is too small");

    /// <summary>A sum in which a large constant leaves few digits of the rest.</summary>
    public static readonly DiagnosticKind LosesDigits = new("MW0326", Severity.Warning, "Large constant is too large");
}
