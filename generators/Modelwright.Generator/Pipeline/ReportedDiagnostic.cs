using Microsoft.CodeAnalysis;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Modelwright.Generator.Pipeline;

/// <summary>A message on its way to the C# compiler, as a value.</summary>
internal sealed record ReportedDiagnostic(DiagnosticKind Kind, Place Place, string Message, EquatableList<Place> Related)
{
    /// <summary>A diagnostic of the model compiler. Builds print one line each, so further places are named in it.</summary>
    public static ReportedDiagnostic Of(Compiler.Syntax.Diagnostic diagnostic) => new(
        diagnostic.Kind,
        Place.Of(diagnostic.Location),
        diagnostic.Message + string.Concat(diagnostic.Notes.Select(note => $"; {note.Message} at {note.Location}")),
        new(diagnostic.Notes.Select(note => Place.Of(note.Location))));

    /// <summary>A mistake in the compiler, never in the user's text.</summary>
    public static ReportedDiagnostic Of(Exception exception, Place place) => new(
        Diagnostics.Internal,
        place,
        $"the model compiler failed on this file: {exception.GetType().Name}: {exception.Message.Replace("\r", "").Replace('\n', ' ')}",
        EquatableList<Place>.Empty);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptors.For(Kind), Place.ToLocation(), Related.Select(place => place.ToLocation()), Message);
}
