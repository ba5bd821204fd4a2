namespace Modelwright.Compiler.Syntax;

/// <content>What keeps a model from being compiled into weights.</content>
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
}
