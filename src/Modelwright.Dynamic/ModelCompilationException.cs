using Modelwright.Compiler.Syntax;

namespace Modelwright.Dynamic;

/// <summary>A <c>.model</c> file has errors; its message is one line per diagnostic.</summary>
public sealed class ModelCompilationException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>Everything there is to say about the files, warnings included.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
