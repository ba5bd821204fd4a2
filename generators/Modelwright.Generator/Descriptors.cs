using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Generator;

/// <summary>Kinds of diagnostics as the C# compiler knows them, and the two that only a project of many files has.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticKind ClassNameTaken = new("MW9001", Severity.Error, "Two models of a project have the same full name");
    public static readonly DiagnosticKind InternalError = new("MW9999", Severity.Error, "The model compiler failed");

    private static readonly ConcurrentDictionary<string, DiagnosticDescriptor> Known = new(StringComparer.Ordinal);

    public static DiagnosticDescriptor For(DiagnosticKind kind) => Known.GetOrAdd(kind.Id, _ => new DiagnosticDescriptor(
        kind.Id,
        kind.Title,
        "{0}",
        "Modelwright",
        kind.Severity == Severity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        isEnabledByDefault: true));
}
