using Modelwright.Compiler.Syntax;

namespace Modelwright.Cli;

/// <summary>A <c>.model</c> file has errors; its message is one line per diagnostic.</summary>
internal sealed class DiagnosticsException(IEnumerable<Diagnostic> diagnostics) : Exception(string.Join(Environment.NewLine, diagnostics));
