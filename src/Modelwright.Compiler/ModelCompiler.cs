using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler;

/// <summary>Options of a compilation.</summary>
public sealed record CompileOptions
{
    /// <summary>Replaces the model's own constants by name; values as the language writes them (<c>8</c>, <c>1e-5</c>, <c>true</c>, <c>g2_value</c>).</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>Compile only this model; null compiles every model of the files.</summary>
    public string? Model { get; init; }

    /// <summary>Finds the text of an imported file, given the importing file's path and the name written; null where there is none.</summary>
    public Func<string, string, SourceText?> Import { get; init; } = (_, _) => null;
}

/// <summary>What a compilation gives: every diagnostic, and the graph of each model that has no error.</summary>
/// <param name="Models">Graphs as bound, before any pass.</param>
/// <param name="Diagnostics">Ordered by file and place.</param>
/// <param name="Sources">The files that were compiled and everything they import, std excluded.</param>
public sealed record CompilationResult(
    IReadOnlyList<ModelGraph> Models, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<SourceText> Sources)
{
    /// <summary>Whether there is an error.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Kind.Severity == Severity.Error);
}

/// <summary>From text to graphs; never throws on any text.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles files.</summary>
    public static CompilationResult Compile(IReadOnlyList<SourceText> sources, CompileOptions options) =>
        throw new NotImplementedException();
}
