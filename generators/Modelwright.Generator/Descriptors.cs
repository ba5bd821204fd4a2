using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Generator;

/// <summary>Kinds of diagnostics as the C# compiler knows them.</summary>
internal static class Descriptors
{
    private static readonly ConcurrentDictionary<string, DiagnosticDescriptor> Known = new(StringComparer.Ordinal);

    public static DiagnosticDescriptor For(DiagnosticKind kind) => Known.GetOrAdd(kind.Id, _ => new DiagnosticDescriptor(
        kind.Id,
        kind.Title,
        "{0}",
        "Modelwright",
        kind.Severity == Severity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        customTags: kind.Severity == Severity.Error ? [WellKnownDiagnosticTags.NotConfigurable] : []));
}
