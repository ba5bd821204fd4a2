using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>Where something is written.</summary>
/// <param name="Origin">The operator.</param>
/// <param name="Call">The user's call that it was made for, where it stands in the library.</param>
internal readonly record struct Place(Location Origin, Location? Call)
{
    /// <summary>Where a node is written, if that is known.</summary>
    public static Place? Of(Node node) => node.Origin is { } origin ? new Place(origin, node.Call) : null;
}

/// <summary>What is wrong with a program as weights, or why something cannot be made of affine maps, rectifiers and products.</summary>
/// <param name="Message">What it is and what to write instead.</param>
/// <param name="Origin">Where it is written, if known.</param>
internal sealed record Obstacle(string Message, Place? Origin)
{
    /// <summary>Reports it at its place: in the user's text, and in the library by a note.</summary>
    public void Report(DiagnosticKind kind, Location model, DiagnosticBag diagnostics)
    {
        if (Origin is { Call: { } call } place)
            diagnostics.Report(kind, call, Message, new DiagnosticNote(place.Origin, "here in the standard library"));
        else
            diagnostics.Report(kind, Origin?.Origin ?? model, Message);
    }
}
